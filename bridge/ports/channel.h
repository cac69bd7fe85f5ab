// A way in: one kind of provider. Pure: bytes in, items out.
#pragma once

#include <vector>

#include "bridge/ports/inbox.h"
#include "mappings/message.h"

namespace chartbridge::bridge {

class Channel {
 public:
  virtual ~Channel() = default;

  // Every item of the delivery in the order in which it stands there. Never fails and loses
  // nothing: what cannot be read is an item of body Unparsable, one for the whole delivery
  // if need be. Same bytes, same items. Never throws; any thread.
  virtual std::vector<mappings::Item> Parse(const RawDelivery& raw) const = 0;

  // The item again from its stored content: equal to the one that Parse gave.
  virtual Result<mappings::Item, Issue> Read(const std::string& channel, Instant received,
                                             const fhir::json::Value& content) const = 0;
};

}  // namespace chartbridge::bridge
