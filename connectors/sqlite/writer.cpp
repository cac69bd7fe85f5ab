#include "connectors/sqlite/writer.h"

#include <pthread.h>

#include <chrono>
#include <optional>

#include "connectors/sqlite/cells.h"

namespace chartbridge::sqlite {
namespace {

// How long nothing must come before the writer tidies up, and how many groups may pass without.
constexpr std::chrono::milliseconds kIdle{50};
constexpr std::chrono::milliseconds kProbe{1000};
constexpr std::chrono::milliseconds kPatience{5000};
constexpr int kGroupsPerSweep = 200;
constexpr int kLogPages = 2000;
constexpr int kKeysPerSweep = 10000;

Failure DiskFailed() {
  return Failure{FailureKind::kCorrupt,
                 "The disk of the store failed; nothing is written until a restart.",
                 {},
                 0,
                 {}};
}

}  // namespace

Writer::Writer(Connection& main, Connection& keys, const sql::StoreContext& context,
               sql::WriteQueue& queue)
    : main_(main),
      keys_file_(keys),
      keys_(keys, context.keys, context.entropy),
      jobs_(main, keys_, context),
      queue_(queue) {
  main_.SetPatience(std::chrono::milliseconds(0));
  SweepKeys();
  main_.SetPatience(kPatience);
  thread_ = std::jthread([this] {
    ::pthread_setname_np(::pthread_self(), "writer");
    Loop();
  });
}

Writer::~Writer() { Close(); }

void Writer::Close() {
  queue_.Close();
  if (thread_.joinable()) thread_.join();
}

bool Writer::Accepting() const { return disk_.load() == DiskState::kWell && queue_.HasRoom(); }

void Writer::Enter(DiskState state) {
  disk_.store(state);
  if (state == DiskState::kFailed) queue_.Refuse(DiskFailed());
}

void Writer::Note(const SqliteError& error) {
  if (error.disk_full()) Enter(DiskState::kFull);
  if (error.disk_failed()) Enter(DiskState::kFailed);
}

void Writer::Loop() {
  const auto patience = [this]() -> std::optional<std::chrono::milliseconds> {
    if (disk_.load() == DiskState::kFull) return kProbe;
    if (disk_.load() == DiskState::kWell && groups_since_sweep_ > 0) return kIdle;
    return std::nullopt;
  };
  sql::WriteGroup group;
  while (queue_.Take(patience(), group)) {
    if (!group.empty()) Commit(group);
    Tidy(group.empty());
  }
  if (disk_.load() != DiskState::kFailed && groups_since_sweep_ > 0) SweepKeys();
}

void Writer::Commit(const sql::WriteGroup& group) {
  if (disk_.load() == DiskState::kFailed) {
    for (const auto& request : group) request->Note(DiskFailed());
  } else {
    try {
      Enter(jobs_.Commit(group));
    } catch (const std::exception& error) {
      for (const auto& request : group) request->Note(FailureOf(error));
    }
    ++groups_since_sweep_;
  }
  queue_.Finish(group);
}

// What need not keep callers waiting: checkpoints, destroyed keys, and asking whether a full disk
// has room again.
void Writer::Tidy(bool idle) {
  if (disk_.load() == DiskState::kFailed) return;
  if (disk_.load() == DiskState::kFull) {
    if (idle) ProbeDisk();
    return;
  }
  try {
    if (main_.log_pages() >= kLogPages) main_.Checkpoint(false);
    if (keys_file_.log_pages() >= kLogPages) keys_file_.Checkpoint(false);
  } catch (const SqliteError& error) {
    Note(error);
    return;
  }
  if (idle || groups_since_sweep_ >= kGroupsPerSweep) SweepKeys();
}

// Destroys what key_to_destroy names. The write lock of the main file is held throughout, because
// it guards keys.db too. The names go only once the bytes are out of keys.db and of its log.
void Writer::SweepKeys() {
  groups_since_sweep_ = 0;
  std::vector<std::int64_t> ids;
  try {
    const std::string list = "SELECT id FROM key_to_destroy LIMIT " + std::to_string(kKeysPerSweep);
    if (Execute(main_, list, {}).empty()) return;
    Transaction transaction(main_, Transaction::Kind::kWrite);
    for (const sql::Row& row : Execute(main_, list, {})) ids.push_back(row[0].number());
    if (keys_.Destroy(ids)) {
      for (const std::int64_t id : ids) {
        Execute(main_, "DELETE FROM key_to_destroy WHERE id = $1", {id});
      }
    } else {
      groups_since_sweep_ = 1;
    }
    transaction.Commit();
  } catch (const SqliteError& error) {
    Note(error);
  } catch (const std::exception&) {
    groups_since_sweep_ = 1;
  }
}

void Writer::ProbeDisk() {
  try {
    Transaction transaction(main_, Transaction::Kind::kWrite);
    main_.Run("UPDATE store SET probe = zeroblob(262144)");
    transaction.Commit();
    main_.Run("UPDATE store SET probe = NULL");
    Enter(DiskState::kWell);
    groups_since_sweep_ = 1;
  } catch (const SqliteError& error) {
    if (error.disk_failed()) Enter(DiskState::kFailed);
  }
}

}  // namespace chartbridge::sqlite
