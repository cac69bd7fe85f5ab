// What a person files of an item whose kind is not documented or that could not be understood.
#pragma once

#include <optional>

#include "mappings/message.h"
#include "mappings/tables.h"

namespace chartbridge::mappings {

// The item as a text message that says so in its first line and then what can be read of it, line
// by line. nullopt for messages and events, and for what could not be understood and has no words.
std::optional<Item> ReadableMessage(const Item& item, const Tables& tables);

}  // namespace chartbridge::mappings
