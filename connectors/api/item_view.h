// An item as the console sees it (web/console/api.ts, Item).
#pragma once

#include "connectors/api/ask.h"

namespace chartbridge::api {

enum class Shown {
  kWhole,   // with the contact's number
  kMasked,  // with its last two digits
  kBare,    // where it stands, and neither contact nor patient
};

fhir::json::Value ItemView(const bridge::ItemRow& row, const ChannelsById& channels, Shown shown);

// "•••12" of a number; nothing of it when it is short.
std::string Mask(const std::string& number);

}  // namespace chartbridge::api
