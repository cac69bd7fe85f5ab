// What a person files of an item whose kind is not documented or that could not be understood.
#pragma once

#include <optional>

#include "mappings/message.h"

namespace chartbridge::mappings {

// The item as a message of what can be read of it. nullopt for messages and events, and for what
// could not be understood and has no words.
std::optional<Item> ReadableMessage(const Item& item);

}  // namespace chartbridge::mappings
