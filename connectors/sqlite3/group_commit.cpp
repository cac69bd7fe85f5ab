#include "connectors/sqlite3/group_commit.h"

#include <algorithm>
#include <vector>

namespace chartbridge::sqlite {
namespace {

constexpr std::size_t kLargestGroup = 64;

void NoteAll(GroupCommit::Jobs jobs, const std::exception& error) {
  for (GroupJob* job : jobs) job->Note(&error);
}

// When SQLite itself has rolled the whole transaction back, or the disk is the reason.
bool IsGroupOver(const std::exception& error, const Connection& connection) {
  if (!connection.in_transaction()) return true;
  const auto* by_sqlite = dynamic_cast<const SqliteError*>(&error);
  return by_sqlite != nullptr && (by_sqlite->disk_full() || by_sqlite->disk_failed());
}

}  // namespace

DiskState GroupCommit::Run(Jobs jobs) {
  DiskState disk = DiskState::kWell;
  if (TryTogether(jobs, disk) || jobs.size() == 1 || disk == DiskState::kFailed) return disk;
  for (std::size_t i = 0; i < jobs.size() && disk != DiskState::kFailed; ++i) {
    DiskState one = DiskState::kWell;
    TryTogether(jobs.subspan(i, 1), one);
    disk = one;
  }
  return disk;
}

// False when the whole group came to nothing and a repeat in parts may do better.
bool GroupCommit::TryTogether(Jobs jobs, DiskState& disk) {
  try {
    Transaction transaction(connection_, Transaction::Kind::kWrite);
    for (GroupJob* job : jobs) RunOne(*job);
    companion_.Flush();
    transaction.Commit();
    return true;
  } catch (const SqliteError& error) {
    if (error.disk_full()) disk = DiskState::kFull;
    if (error.disk_failed()) disk = DiskState::kFailed;
    NoteAll(jobs, error);
    companion_.Undo(0);
    return error.busy();
  } catch (const std::exception& error) {
    NoteAll(jobs, error);
    companion_.Undo(0);
    return false;
  }
}

void GroupCommit::RunOne(GroupJob& job) {
  if (!job.MayFailAlone()) {
    job.Run();
    job.Note(nullptr);
    return;
  }
  const std::size_t mark = companion_.Mark();
  connection_.Execute("SAVEPOINT job");
  try {
    job.Run();
    job.Note(nullptr);
  } catch (const std::exception& error) {
    if (IsGroupOver(error, connection_)) throw;
    connection_.Execute("ROLLBACK TO job");
    companion_.Undo(mark);
    job.Note(&error);
  }
  connection_.Execute("RELEASE job");
}

void GroupQueue::Run(GroupJob& job, const std::function<void(GroupCommit::Jobs jobs)>& commit) {
  std::vector<GroupJob*> group;
  {
    const MutexLock lock(mutex_);
    queue_.push_back(&job);
    const std::uint64_t turn = ++joined_;
    while (done_ < turn && queue_.front() != &job) changed_.Wait(mutex_);
    if (done_ >= turn) return;
    const auto end = queue_.begin() + std::ptrdiff_t(std::min(queue_.size(), kLargestGroup));
    group.assign(queue_.begin(), end);
  }
  commit(group);
  const MutexLock lock(mutex_);
  queue_.erase(queue_.begin(), queue_.begin() + std::ptrdiff_t(group.size()));
  done_ += group.size();
  changed_.NotifyAll();
}

}  // namespace chartbridge::sqlite
