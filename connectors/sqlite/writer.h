// The one thread that writes (named `writer`). It takes whatever queued while the last group was
// being committed: no timer, and the slower the disk, the larger the groups.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include "connectors/sqlite/group_commit.h"

namespace chartbridge::sqlite {

struct WriterSettings {
  std::size_t queue_limit = 4096;  // deliveries waiting; closures are bounded by their threads
  std::size_t group_limit = 256;
};

class Writer {
 public:
  // The files and `tools` outlive the writer; nobody else touches the files meanwhile.
  Writer(Database& main, Database& keys, const sql::Tools& tools, const WriterSettings& settings);
  ~Writer();

  Result<bridge::Seq, bridge::Failure> Append(std::string packed, Instant received,
                                              bridge::Deadline deadline);
  Result<void, bridge::Failure> Write(const sql::Work& work);
  bool Accepting() const;

  // Commits what is queued, empties keys.db of destroyed keys, ends the thread.
  void Close();

 private:
  void Loop(const std::stop_token& stop);
  bool TakeGroup(const std::stop_token& stop, std::vector<std::shared_ptr<Unit>>& group);
  void Commit(const std::vector<std::shared_ptr<Unit>>& group);
  void Tidy(bool idle);
  void SweepKeys();
  void ProbeDisk();
  std::optional<bridge::Failure> Refusal() const;
  std::optional<bridge::Failure> Enqueue(const std::shared_ptr<Unit>& unit);
  bool Withdraw(const std::shared_ptr<Unit>& unit);

  Database& main_;
  Database& keys_file_;
  KeyShelf keys_;
  sql::Tools tools_;
  const WriterSettings settings_;
  GroupCommit groups_;
  int groups_since_sweep_ = 0;

  std::atomic<DiskState> disk_{DiskState::kWell};
  mutable std::mutex mutex_;
  std::condition_variable_any queued_;
  std::deque<std::shared_ptr<Unit>> queue_;
  bool closed_ = false;
  std::jthread thread_;
};

}  // namespace chartbridge::sqlite
