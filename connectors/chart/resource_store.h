// The embedded chart's store: versions of FHIR resources in one SQLite file of its own (chart.db),
// found again by what they say. Bodies and bytes are encrypted (promise P9). Everything throws
// sqlite::SqliteError, and Refused (500) for what cannot be opened.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "base/mutex.h"
#include "connectors/chart/chart_keys.h"
#include "connectors/chart/query.h"
#include "connectors/sqlite3/group_commit.h"
#include "connectors/sqlite3/pool.h"

namespace chartbridge::chart {

// Reads over one connection: whoever lends it decides what is seen (the last commit, or the
// transaction under way).
class Reader {
 public:
  Reader(sqlite::Connection& connection, const ChartKeys& keys)
      : connection_(connection), keys_(keys) {}

  // The current version; nullopt when there never was one.
  std::optional<Version> Find(const std::string& type, const std::string& id);
  std::optional<Version> FindVersion(const std::string& type, const std::string& id,
                                     std::int64_t number);
  // The number of the current version, 0 for none; opens nothing.
  std::int64_t CurrentNumber(const std::string& type, const std::string& id);
  std::vector<Version> History(const std::string& type, const std::string& id);  // newest first
  Page Search(const Query& query);
  std::string Chunk(const Blob& blob, std::int64_t number);

 protected:
  sqlite::Connection& connection_;
  const ChartKeys& keys_;
};

// Inside one transaction; sees its own writes.
class Writer : public Reader {
 public:
  using Reader::Reader;
  // Stores `version` as the current one of its type and id; its number must be one higher than that
  // of the one before (1 for the first). The index entries replace the earlier ones.
  void Put(const Version& version, const IndexEntries& entries);
  Blob BeginBlob();
  // All but the last piece are kChunkBytes long.
  void AppendChunk(Blob& blob, std::string_view piece, bool last);
  void DropBlob(const Blob& blob);
  // Index entries of every current resource anew.
  void Reindex(const std::function<IndexEntries(const Version& version)>& index);

 private:
  void DropEntries(std::int64_t pid);
  void PutEntries(std::int64_t pid, const std::string& type, const IndexEntries& entries);
};

constexpr std::size_t kChunkBytes = 256U << 10U;

// Any thread, several at once.
class ResourceStore {
 public:
  using Work = std::function<void(Writer& writer)>;

  using Open = std::function<std::unique_ptr<sqlite::Connection>()>;
  // `writer` is open and of this version, `reader` opens more. The key ring outlives the store.
  ResourceStore(std::unique_ptr<sqlite::Connection> writer, Open reader, ChartKeys keys, Site site);

  // All statements of `work` see one state, however many commits come meanwhile.
  template <class Reading>
  std::invoke_result_t<Reading, Reader&> Read(const Reading& work) {
    sqlite::Pool<sqlite::Connection>::Borrowed connection(readers_);
    try {
      sqlite::Transaction snapshot(*connection, sqlite::Transaction::Kind::kSnapshot);
      Reader reader(*connection, keys_);
      return work(reader);
    } catch (const sqlite::SqliteError&) {
      connection.Discard();  // whatever state it is in
      throw;
    }
  }

  // What `work` wrote is durable on return, and undone when it throws. It runs alone, perhaps on
  // the thread of another caller and, where a group of callers failed together, once more.
  void Write(const Work& work) EXCLUDES(mutex_);

  // An opaque text that only this chart can read again: a place in a search. kCorrupt for others.
  std::string SealText(std::string_view text) const;
  Result<std::string, Failure> OpenText(std::string_view sealed) const;

  const Site& site() const { return site_; }

 private:
  class Job;
  using Group = std::vector<sqlite::GroupJob*>;
  Group Queue(Job& job) EXCLUDES(mutex_);
  void Commit(const Group& group);
  void Finish(std::size_t count) EXCLUDES(mutex_);

  const std::unique_ptr<sqlite::Connection> writer_;
  const ChartKeys keys_;
  const Site site_;
  sqlite::Pool<sqlite::Connection> readers_;
  bool failed_ = false;  // the disk: only who commits asks
  Mutex mutex_;
  CondVar changed_;
  std::deque<Job*> queue_ GUARDED_BY(mutex_);
};

// Makes the file when it is not there; makes the index anew when `site` or the rules of the index
// are others than they were. kCorrupt when the file was written under another master key or by a
// newer program. `vfs` "" is the system's.
Result<std::unique_ptr<ResourceStore>, Failure> OpenResourceStore(const std::string& path,
                                                                  const crypto::KeyRing& ring,
                                                                  Entropy& entropy,
                                                                  const Site& site = {},
                                                                  const std::string& vfs = "");

}  // namespace chartbridge::chart
