#include "connectors/sqlite/writer.h"

#include <pthread.h>

#include <algorithm>
#include <chrono>

namespace chartbridge::sqlite {
namespace {

using bridge::Failure;
using bridge::FailureKind;

// How long nothing must come before the writer tidies up, and how many groups may pass without.
constexpr std::chrono::milliseconds kIdle{50};
constexpr std::chrono::milliseconds kProbe{1000};
constexpr int kGroupsPerSweep = 200;
constexpr int kLogPages = 2000;
constexpr int kKeysPerSweep = 10000;

Failure Because(FailureKind kind, const char* text) { return Failure{kind, text, {}, 0, {}}; }

}  // namespace

Writer::Writer(Database& main, Database& keys, const sql::Tools& tools,
               const WriterSettings& settings)
    : main_(main),
      keys_file_(keys),
      keys_(keys, tools.keys, tools.entropy),
      tools_(tools),
      settings_(settings),
      groups_(main, keys_, tools) {
  SweepKeys();
  thread_ = std::jthread([this](const std::stop_token& stop) {
    ::pthread_setname_np(::pthread_self(), "writer");
    Loop(stop);
  });
}

Writer::~Writer() { Close(); }

void Writer::Close() {
  {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
  }
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

bool Writer::Accepting() const {
  if (disk_.load() != DiskState::kWell) return false;
  const std::scoped_lock lock(mutex_);
  return !closed_ && queue_.size() < settings_.queue_limit;
}

std::optional<Failure> Writer::Refusal() const {
  if (closed_) return Because(FailureKind::kUnreachable, "The store is closed.");
  if (disk_.load() == DiskState::kFailed) {
    return Because(FailureKind::kCorrupt,
                   "The disk of the store failed; nothing is written until a restart.");
  }
  return std::nullopt;
}

std::optional<Failure> Writer::Enqueue(const std::shared_ptr<Unit>& unit) {
  {
    const std::scoped_lock lock(mutex_);
    if (std::optional<Failure> refusal = Refusal()) return refusal;
    if (unit->work() == nullptr && queue_.size() >= settings_.queue_limit) {
      return Because(FailureKind::kFull, "Too many deliveries wait for the disk.");
    }
    queue_.push_back(unit);
  }
  queued_.notify_one();
  return std::nullopt;
}

bool Writer::Withdraw(const std::shared_ptr<Unit>& unit) {
  const std::scoped_lock lock(mutex_);
  return std::erase(queue_, unit) > 0;
}

Result<bridge::Seq, Failure> Writer::Append(std::string packed, Instant received,
                                            bridge::Deadline deadline) {
  const auto unit = std::make_shared<Unit>(std::move(packed), received);
  if (std::optional<Failure> refusal = Enqueue(unit)) {
    return Unexpected<Failure>(*std::move(refusal));
  }
  if (auto outcome = unit->WaitUntil(deadline)) return *std::move(outcome);
  // If the writer has it already, it may still be stored: the provider sends it again, and the items'
  // keys make the second one a no-op.
  Withdraw(unit);
  return bridge::Fail(FailureKind::kFull, "The disk did not take the delivery in time.");
}

Result<void, Failure> Writer::Write(const sql::Work& work) {
  const auto unit = std::make_shared<Unit>(work);
  if (std::optional<Failure> refusal = Enqueue(unit)) {
    return Unexpected<Failure>(*std::move(refusal));
  }
  const auto outcome = unit->Wait();
  if (!outcome) return Unexpected<Failure>(outcome.error());
  return {};
}

// False when the writer shall end.
bool Writer::TakeGroup(const std::stop_token& stop, std::vector<std::shared_ptr<Unit>>& group) {
  group.clear();
  std::unique_lock lock(mutex_);
  const auto wait = disk_.load() == DiskState::kFull ? kProbe : kIdle;
  if (groups_since_sweep_ > 0 || disk_.load() == DiskState::kFull) {
    queued_.wait_for(lock, stop, wait, [this] { return !queue_.empty(); });
  } else {
    queued_.wait(lock, stop, [this] { return !queue_.empty(); });
  }
  const std::size_t size = std::min(queue_.size(), settings_.group_limit);
  group.insert(group.end(), std::make_move_iterator(queue_.begin()),
               std::make_move_iterator(queue_.begin() + std::ptrdiff_t(size)));
  queue_.erase(queue_.begin(), queue_.begin() + std::ptrdiff_t(size));
  return !group.empty() || !stop.stop_requested();
}

void Writer::Loop(const std::stop_token& stop) {
  std::vector<std::shared_ptr<Unit>> group;
  while (TakeGroup(stop, group)) {
    if (!group.empty()) Commit(group);
    Tidy(group.empty());
  }
  if (disk_.load() != DiskState::kFailed) SweepKeys();
}

void Writer::Commit(const std::vector<std::shared_ptr<Unit>>& group) {
  if (disk_.load() == DiskState::kFailed) {
    for (const std::shared_ptr<Unit>& unit : group) {
      unit->Note(Because(FailureKind::kCorrupt, "The disk of the store failed."));
    }
  } else {
    disk_.store(groups_.Run(group));
    ++groups_since_sweep_;
  }
  for (const std::shared_ptr<Unit>& unit : group) unit->Finish();
}

// What need not keep callers waiting: checkpoints, destroyed keys, and asking whether a full disk has
// room again.
void Writer::Tidy(bool idle) {
  if (disk_.load() == DiskState::kFailed) return;
  if (disk_.load() == DiskState::kFull) {
    if (idle) ProbeDisk();
    return;
  }
  try {
    if (main_.log_pages() >= kLogPages) main_.Checkpoint(false);
    if (keys_file_.log_pages() >= kLogPages) keys_file_.Checkpoint(false);
  } catch (const SqliteAbort& abort) {
    disk_.store(abort.disk_full() ? DiskState::kFull : DiskState::kFailed);
    return;
  }
  if (idle || groups_since_sweep_ >= kGroupsPerSweep) SweepKeys();
}

// Destroys what key_to_destroy names. The write lock of the main file is held throughout, because it
// guards keys.db too. The names go only once the bytes are out of keys.db and of its log.
void Writer::SweepKeys() {
  groups_since_sweep_ = 0;
  std::vector<std::int64_t> ids;
  try {
    const std::string list = "SELECT id FROM key_to_destroy LIMIT " + std::to_string(kKeysPerSweep);
    if (main_.Execute(list, {}).empty()) return;
    main_.Execute("BEGIN IMMEDIATE", {});
    for (const sql::Row& row : main_.Execute(list, {})) ids.push_back(row[0].number());
    if (keys_.Destroy(ids)) {
      for (const std::int64_t id : ids) {
        main_.Execute("DELETE FROM key_to_destroy WHERE id = $1", {id});
      }
    } else {
      groups_since_sweep_ = 1;
    }
    main_.Execute("COMMIT", {});
  } catch (const SqliteAbort& abort) {
    if (main_.in_transaction()) main_.Run("ROLLBACK");
    if (abort.disk_full()) disk_.store(DiskState::kFull);
    if (abort.disk_failed()) disk_.store(DiskState::kFailed);
  }
}

void Writer::ProbeDisk() {
  try {
    main_.Run("BEGIN IMMEDIATE; UPDATE store SET probe = zeroblob(262144); COMMIT");
    main_.Run("UPDATE store SET probe = NULL");
    disk_.store(DiskState::kWell);
    groups_since_sweep_ = 1;
  } catch (const SqliteAbort& abort) {
    if (main_.in_transaction()) main_.Run("ROLLBACK");
    if (abort.disk_failed()) disk_.store(DiskState::kFailed);
  }
}

}  // namespace chartbridge::sqlite
