// An item as the console sees it (web/console/api.ts, Item).
#pragma once

#include "connectors/api/ask.h"

namespace chartbridge::api {

enum class Shown {
  kWhole,   // with the contact's number
  kMasked,  // with its last two digits
  kBare,    // where it stands, and neither contact nor patient
};

fhir::json::Value ItemView(const bridge::ItemRow& row, const bridge::Channels& channels,
                           Shown shown);

// What a reason means, for somebody who types no commands; "" where nothing needs saying. The
// console says it in the reader's language, by the code.
std::string ConsoleSentence(bridge::Reason reason);

// "•••12" of a number; nothing of it when it is short.
std::string Mask(const std::string& number);

}  // namespace chartbridge::api
