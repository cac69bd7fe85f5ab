// The embedded chart's store: versions of FHIR resources, encrypted (promise P9), in one SQLite
// file of its own (chart.db) and a vault of its own; their keys, and what they are found by, in its
// key store (chart-keys.db). Everything throws sqlite::SqliteError, and Refused (500) for what
// cannot be opened.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "connectors/chart/query.h"
#include "connectors/chart/sealing.h"
#include "connectors/sqlite3/group_commit.h"
#include "connectors/sqlite3/pool.h"

namespace chartbridge::chart {

// Reads over one connection: whoever lends it decides what is seen (the last commit, or the
// transaction under way).
class Reader {
 public:
  Reader(sqlite::Connection& connection, const StoreContext& context)
      : connection_(connection), context_(context) {}

  // The current version; nullopt when there is none.
  std::optional<Version> Find(const std::string& type, const std::string& id);
  std::optional<Version> FindVersion(const std::string& type, const std::string& id,
                                     std::int64_t number);
  // The number of the current version, 0 for none; opens nothing.
  std::int64_t CurrentNumber(const std::string& type, const std::string& id);
  std::vector<Version> History(const std::string& type, const std::string& id);  // newest first
  Page Search(const Query& query);

  // Whose key the next version of a resource is sealed under: the one patient's whom it is about,
  // directly or by what it is about; "" the clinic's; the resource's own in all other cases.
  std::string OwnerOf(const std::string& type, const std::string& id, const IndexEntries& entries);
  std::optional<bridge::DataKey> FindKey(const std::string& owner);

 protected:
  sqlite::Connection& connection_;
  const StoreContext& context_;
};

// What an erasure took away.
struct Erased {
  bool found = false;  // there was a key to destroy
  std::int64_t resources = 0;
  std::int64_t versions = 0;
  std::vector<std::string> objects;  // of the vault
  bool complete = true;              // false: the logs of the files are still to be emptied
};

using Uploads = std::vector<std::unique_ptr<Upload>>;

// Inside one transaction; sees its own writes.
class Writer : public Reader {
 public:
  // `uploads` are what is kept or dropped with the transaction.
  Writer(sqlite::Connection& connection, const StoreContext& context, Uploads& uploads)
      : Reader(connection, context), uploads_(uploads) {}

  // Stores `version` as the current one of its type and id; its number must be one higher than that
  // of the one before (1 for the first). The index entries replace the earlier ones. 409 when its
  // bytes lie under another key than its owner's: that one was erased meanwhile.
  void Put(const Version& version, const IndexEntries& entries);
  // The owner's key, made if there is none.
  bridge::DataKey KeyOf(const std::string& owner);
  Upload& NewUpload(const bridge::DataKey& key);
  // What resources are found by, anew from their bodies. What has no key any more goes.
  void Rebuild(const Site& site);
  // Everything of "Patient/1" and its key: the compartment with its history, what is about it alone
  // or together with others, and the files that it names and nobody owns.
  Erased Erase(const std::string& patient);

 private:
  void PutEntries(std::int64_t pid, const std::string& type, const std::string& id,
                  const IndexEntries& entries);

  Uploads& uploads_;
};

// Any thread, several at once.
class ResourceStore {
 public:
  using Work = std::function<void(Writer& writer)>;

  using Open = std::function<std::unique_ptr<sqlite::Connection>()>;
  // `writer` is open and of this version, `reader` opens more. What `context` names outlives this.
  ResourceStore(std::unique_ptr<sqlite::Connection> writer, Open reader, StoreContext context,
                const bridge::DataKey& clinic, Site site);

  // All statements of `work` see one state, however many commits come meanwhile.
  template <class Reading>
  std::invoke_result_t<Reading, Reader&> Read(const Reading& work) {
    sqlite::Pool<sqlite::Connection>::Borrowed connection(readers_);
    try {
      sqlite::Transaction snapshot(*connection, sqlite::Transaction::Kind::kSnapshot);
      // Bodies are committed before what finds them: seen in this order, none is missing.
      connection->Execute("SELECT commits FROM keys.state");
      connection->Execute("SELECT commits FROM main.state");
      Reader reader(*connection, context_);
      return work(reader);
    } catch (const sqlite::SqliteError&) {
      connection.Discard();  // whatever state it is in
      throw;
    }
  }

  // What `work` wrote is durable on return, and undone when it throws. It runs alone, perhaps on
  // the thread of another caller and, where a group of callers failed together, once more.
  void Write(const Work& work);

  // Erases "Patient/1" as Writer::Erase, and from the files and logs of this chart; `note` is
  // called inside the transaction and undoes it when it throws. What is older than this is
  // unreadable for good: the key is gone. The files in the vault go afterwards, at the latest with
  // a later start.
  Erased Erase(const std::string& patient, const std::function<void(const Erased&)>& note);

  // The key that the next version of a resource will be sealed under.
  bridge::DataKey KeyFor(const std::string& type, const std::string& id,
                         const IndexEntries& entries);

  // An opaque text that only this chart can read again: a place in a search. kCorrupt for others.
  std::string SealText(std::string_view text) const;
  Result<std::string, Failure> OpenText(std::string_view sealed) const;

  const Site& site() const { return site_; }
  const StoreContext& context() const { return context_; }

 private:
  class Job;
  void Commit(sqlite::GroupCommit::Jobs group);

  const std::unique_ptr<sqlite::Connection> writer_;
  const StoreContext context_;
  const bridge::DataKey clinic_;
  const Site site_;
  sqlite::Pool<sqlite::Connection> readers_;
  bool failed_ = false;                // the disk: only who commits asks
  std::atomic<bool> to_empty_{false};  // the logs still hold what was erased
  sqlite::GroupQueue queue_;
};

// A chart of an older program: one key for all of it inside chart.db, files in pieces there. What
// it has is sealed anew under its owners' keys, files go to the vault, and what is left of it is
// wiped. Copies of the old chart.db carry their key with them: they are readable as long as they
// exist. First out of the way of the tables of today, inside a transaction; 500 under another
// master key.
void SetOldTablesAside(sqlite::Connection& connection, const StoreContext& context);
// Then a little at a time, going on where it was interrupted. Flat memory.
void MoveOldTables(sqlite::Connection& connection, const StoreContext& context, const Site& site);
// A file of schema/.
std::string Script(std::string_view name);
// One more commit, in both files.
void CountCommit(sqlite::Connection& connection);
std::int64_t LastKey(sqlite::Connection& connection);
// Keys that were made outlive a power failure from now on.
void SettleKeys(sqlite::Connection& connection);

// Makes the files when they are not there: `path`, and beside it "NAME-keys" for the keys. Takes on
// a chart of an older program, piece by piece, as often as it is interrupted. Makes anew what
// resources are found by when the two files are not of one state, or `site` or the rules of the
// index are others. kCorrupt when the files do not belong together, were written under another
// master key or by a newer program. `vfs` "" is the system's.
Result<std::unique_ptr<ResourceStore>, Failure> OpenResourceStore(const std::string& path,
                                                                  const StoreContext& context,
                                                                  const Site& site = {},
                                                                  const std::string& vfs = "");

}  // namespace chartbridge::chart
