// The text payloads of a message: what the person said, or a sentence of the bridge's own where
// there are no words (a reaction, a place). Never blank, never a control character, else unchanged.
#pragma once

#include <string>
#include <vector>

#include "mappings/message.h"
#include "mappings/tables.h"

namespace chartbridge::mappings {

// For media: the caption, if there is one to be seen. For all else at least one.
std::vector<std::string> PayloadTextOf(const Message& message, const Tables& tables);

}  // namespace chartbridge::mappings
