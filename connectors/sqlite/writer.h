// The one thread that writes (named `writer`).
#pragma once

#include <atomic>
#include <stop_token>
#include <thread>

#include "connectors/sql/unit_queue.h"
#include "connectors/sqlite/group_commit.h"

namespace chartbridge::sqlite {

class Writer {
 public:
  // The files and `context` outlive the writer; nobody else touches the files meanwhile.
  Writer(Database& main, Database& keys, const sql::StoreContext& context, sql::UnitQueue& queue);
  ~Writer();

  bool Accepting() const;
  bool Broken() const { return disk_.load() == DiskState::kFailed; }

  // Commits what is queued, empties keys.db of destroyed keys, ends the thread.
  void Close();

 private:
  void Loop(const std::stop_token& stop);
  void Commit(const sql::Group& group);
  void Tidy(bool idle);
  void SweepKeys();
  void ProbeDisk();
  void Note(const SqliteError& error);
  void Enter(DiskState state);

  Database& main_;
  Database& keys_file_;
  KeyShelf keys_;
  GroupCommit groups_;
  sql::UnitQueue& queue_;
  int groups_since_sweep_ = 0;
  std::atomic<DiskState> disk_{DiskState::kWell};
  std::jthread thread_;
};

}  // namespace chartbridge::sqlite
