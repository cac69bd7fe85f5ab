// The resources of a filing as its row keeps them: they are only ever read and written together.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bridge/ports/item_rows.h"

namespace chartbridge::sql {

// JSON, an array of [part, type, identity, reference, version, state].
std::string PartsText(const std::vector<bridge::FilingPart>& parts);

// Of a text that PartsText did not write, what can be read. A state that is none of ours is kSent:
// looked up before anything else.
std::vector<bridge::FilingPart> ReadParts(std::string_view text);

}  // namespace chartbridge::sql
