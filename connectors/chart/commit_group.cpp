#include "connectors/chart/commit_group.h"

#include <algorithm>

namespace chartbridge::chart {

namespace {
constexpr std::size_t kLargestGroup = 64;
}

Result<bool, Failure> CommitGroup::Run(const Job& job) {
  Waiting mine(job);
  std::unique_lock lock(mutex_);
  queue_.push_back(&mine);
  changed_.wait(lock, [&] { return mine.done || queue_.front() == &mine; });
  if (!mine.done) {
    std::deque<Waiting*> group(queue_.begin(),
                               queue_.begin() + std::min(queue_.size(), kLargestGroup));
    lock.unlock();
    LeadSafely(group);
    lock.lock();
    for (Waiting* waiting : group) {
      queue_.pop_front();
      waiting->done = true;
    }
    changed_.notify_all();
  }
  if (mine.thrown) std::rethrow_exception(mine.thrown);
  return *mine.result;
}

// Whatever happens, everybody who waits gets an answer and the next group starts afresh.
void CommitGroup::LeadSafely(std::deque<Waiting*>& group) {
  try {
    Lead(group);
  } catch (...) {
    if (connection_.InTransaction()) static_cast<void>(connection_.Execute("ROLLBACK"));
    for (Waiting* waiting : group) waiting->thrown = std::current_exception();
  }
}

void CommitGroup::Lead(std::deque<Waiting*>& group) {
  if (broken_) return FailAll(group, *broken_);
  if (auto begun = connection_.Execute("BEGIN IMMEDIATE"); !begun)
    return FailAll(group, begun.error());
  for (Waiting* waiting : group) {
    RunOne(*waiting);
    if (!connection_.InTransaction()) {
      // SQLite rolls the whole transaction back by itself when the disk is full.
      return FailAll(group, {FailureKind::kFull, "The chart's database took everything back."});
    }
  }
  if (auto committed = connection_.Execute("COMMIT"); !committed) {
    if (committed.error().kind == FailureKind::kUnreachable) broken_ = committed.error();
    if (connection_.InTransaction()) static_cast<void>(connection_.Execute("ROLLBACK"));
    FailAll(group, committed.error());
  }
}

void CommitGroup::RunOne(Waiting& waiting) {
  if (auto begun = connection_.Execute("SAVEPOINT job"); !begun) {
    waiting.result = Unexpected(begun.error());
    return;
  }
  try {
    waiting.result = (*waiting.job)();
  } catch (...) {
    waiting.thrown = std::current_exception();
  }
  if (!connection_.InTransaction()) return;
  const bool keep = !waiting.thrown && waiting.result->has_value() && waiting.result->value();
  const auto ended = connection_.Execute(keep ? "RELEASE job" : "ROLLBACK TO job; RELEASE job");
  if (!ended) waiting.result = Unexpected(ended.error());
}

void CommitGroup::FailAll(std::deque<Waiting*>& group, const Failure& failure) {
  for (Waiting* waiting : group) {
    if (!waiting->thrown) waiting->result = Unexpected(failure);
  }
}

}  // namespace chartbridge::chart
