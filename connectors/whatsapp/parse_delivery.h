// A delivery as items, and an item out of what is stored of it. Pure.
#pragma once

#include <functional>
#include <vector>

#include "connectors/whatsapp/split_delivery.h"
#include "mappings/message.h"

namespace chartbridge::whatsapp {

// As bridge::Channel::Parse promises.
void ParseDelivery(const bridge::RawDelivery& raw, const SplitSettings& settings, std::int64_t skip,
                   const std::function<bool(mappings::Item&&)>& take);
// All of them at once, for deliveries of which it is known that they are small.
std::vector<mappings::Item> ParseWhole(const bridge::RawDelivery& raw,
                                       const SplitSettings& settings);

// As bridge::Channel::Read promises.
Result<mappings::Item, Issue> ReadStored(const std::string& channel, Instant received,
                                         const fhir::json::Value& content);

}  // namespace chartbridge::whatsapp
