// One group: many jobs, one transaction, one sync. What fails alone is undone alone.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <span>

#include "base/mutex.h"
#include "connectors/sqlite3/connection.h"

namespace chartbridge::sqlite {

enum class DiskState {
  kWell,
  kFull,    // the last group found no room
  kFailed,  // an I/O error: what is on the disk is unknown, so nothing more is written
};

// What takes part in a group. It may be run more than once.
class GroupJob {
 public:
  virtual ~GroupJob() = default;
  // Inside the transaction. Throws to be undone.
  virtual void Run() = 0;
  // How it ended, while the group is not committed yet: nullptr when nothing failed. The last word
  // counts. Throws nothing.
  virtual void Note(const std::exception* error) = 0;
  // False: it throws only when the transaction as a whole is lost, and needs no savepoint.
  virtual bool MayFailAlone() const { return true; }
};

// What else belongs to the transaction, beside the connection's own file.
class GroupCompanion {
 public:
  virtual ~GroupCompanion() = default;
  // Before a job; what Undo goes back to when that job alone is undone.
  virtual std::size_t Mark() = 0;
  virtual void Undo(std::size_t mark) = 0;  // 0: everything
  // Durable on return, right before the commit. Throws SqliteError.
  virtual void Flush() = 0;
};

// Belongs to one thread.
class GroupCommit {
 public:
  using Jobs = std::span<GroupJob* const>;

  GroupCommit(Connection& connection, GroupCompanion& companion)
      : connection_(connection), companion_(companion) {}

  // Commits the jobs and notes how each ended. A group that fails as a whole is repeated job by
  // job, so that one bad job cannot sink the rest. Throws nothing.
  DiskState Run(Jobs jobs);

 private:
  bool TryTogether(Jobs jobs, DiskState& disk);
  void RunOne(GroupJob& job);

  Connection& connection_;
  GroupCompanion& companion_;
};

// Callers that write: the one in front commits for all who wait. Any thread.
class GroupQueue {
 public:
  // On return `job` was part of a group that `commit` was called with, here or on the thread of
  // another caller. `commit` throws nothing.
  void Run(GroupJob& job, const std::function<void(GroupCommit::Jobs jobs)>& commit)
      EXCLUDES(mutex_);

 private:
  Mutex mutex_;
  CondVar changed_;
  std::deque<GroupJob*> queue_ GUARDED_BY(mutex_);
  std::uint64_t joined_ GUARDED_BY(mutex_) = 0;
  std::uint64_t done_ GUARDED_BY(mutex_) = 0;
};

}  // namespace chartbridge::sqlite
