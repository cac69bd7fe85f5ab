// The one thread that writes (named `writer`).
#pragma once

#include <atomic>
#include <thread>

#include "connectors/sqlite/write_jobs.h"

namespace chartbridge::sqlite {

class Writer {
 public:
  // The files, `context` and `queue` outlive the writer; nobody else touches the files meanwhile.
  // Finishes destructions that a crash interrupted, unless another process is writing: then that
  // one does.
  Writer(Connection& main, Connection& keys, const sql::StoreContext& context,
         sql::WriteQueue& queue);
  ~Writer();

  bool Accepting() const;
  bool Broken() const { return disk_.load() == DiskState::kFailed; }

  // Commits what is queued, empties keys.db of destroyed keys, ends the thread.
  void Close();

 private:
  void Loop();
  void Commit(const sql::WriteGroup& group);
  void Tidy(bool idle);
  void SweepKeys();
  void ProbeDisk();
  void Note(const SqliteError& error);
  void Enter(DiskState state);

  Connection& main_;
  Connection& keys_file_;
  KeyDatabase keys_;
  WriteJobs jobs_;
  sql::WriteQueue& queue_;
  int groups_since_sweep_ = 0;
  std::atomic<DiskState> disk_{DiskState::kWell};
  std::jthread thread_;
};

}  // namespace chartbridge::sqlite
