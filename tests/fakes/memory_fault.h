// Calls of the fake store that go wrong.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "base/failure.h"

namespace chartbridge::fakes {

struct Fault {
  Failure failure;
  bool done = false;  // it took effect all the same: an answer that was lost (kInDoubt)
};

// Asked before every call, on the caller's thread, without a lock: it may use the store itself, but
// is asked again then. `call` is the port's word: "Items::Record", "WorkQueue::ClaimLine",
// "Inbox::Append", "Links::Find", "KeyStore::CreateKey", "AuditTrail::Append", …
using FaultOrder = std::function<std::optional<Fault>(std::string_view call)>;

}  // namespace chartbridge::fakes
