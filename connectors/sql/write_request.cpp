#include "connectors/sql/write_request.h"

namespace chartbridge::sql {

void WriteRequest::Note(bridge::Seq seq) {
  seq_ = seq;
  failure_.reset();
}

void WriteRequest::Note(Failure failure) { failure_ = std::move(failure); }

void WriteRequest::Finish() {
  if (failure_) {
    Tell(Unexpected<Failure>(*failure_));
  } else {
    Tell(seq_);
  }
}

void WriteRequest::Tell(Result<bridge::Seq, Failure> outcome) {
  if (told_.exchange(true)) return;
  done_(std::move(outcome));
}

}  // namespace chartbridge::sql
