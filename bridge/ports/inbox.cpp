#include "bridge/ports/inbox.h"

#include <future>
#include <memory>

namespace chartbridge::bridge {

// The answer may come after the deadline was missed here, so what it is told into outlives this
// call.
Result<Seq, Failure> Inbox::AppendAndWait(RawDelivery raw, Deadline deadline) {
  auto answer = std::make_shared<std::promise<Result<Seq, Failure>>>();
  auto told = answer->get_future();
  Append(std::move(raw), deadline,
         [answer](Result<Seq, Failure> outcome) { answer->set_value(std::move(outcome)); });
  if (told.wait_until(deadline) != std::future_status::ready)
    return Fail(FailureKind::kFull, "The store did not take the delivery in time.");
  return told.get();
}

}  // namespace chartbridge::bridge
