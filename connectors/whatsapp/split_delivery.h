// One webhook POST taken apart: entry by entry, change by change, item by item (Meta, webhooks
// reference). What is wrong in one place never touches its neighbours.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bridge/ports/inbox.h"
#include "fhir/json/value.h"

namespace chartbridge::whatsapp {

// A channel and the number that Meta knows it by.
struct ChannelNumber {
  std::string channel;
  std::string phone_number_id;
};

struct Piece {
  std::string channel;        // "" when the number is not ours
  fhir::json::Value content;  // item_content.h
};

struct SplitSettings {
  std::vector<ChannelNumber> numbers;
  std::string otherwise;  // the channel of numbers that are not listed; "": none of ours
};

// At least one piece per delivery, entry and change, in the order in which they stand there, but
// for the first `skip`; until `take` returns false. What has no number of its own (account events,
// broken deliveries) goes to the first channel that verified the signature. One piece is in memory
// at a time; those that are skipped are not even read.
void SplitDelivery(const bridge::RawDelivery& raw, const SplitSettings& settings, std::int64_t skip,
                   const std::function<bool(Piece&&)>& take);

}  // namespace chartbridge::whatsapp
