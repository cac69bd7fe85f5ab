#include "connectors/chart/resource_store.h"

#include <filesystem>

#include "connectors/chart/outcome.h"
#include "connectors/sqlite3/rows.h"

namespace chartbridge::chart {

namespace {

constexpr int kReaders = 8;
constexpr int kLogPages = 2000;
// 1 was that of version 0.1.0, 2 that before keys of patients.
constexpr std::int64_t kSchemaVersion = 3;
constexpr int kTriesToEmpty = 20;  // each waits a tenth of a second for readers
// Another number makes the index anew.
constexpr std::string_view kIndexRules = "3";
constexpr std::string_view kTextPlace = "text";

// Both files know how many groups were committed, so that one without the other is noticed.
class CommitCount final : public sqlite::GroupCompanion {
 public:
  explicit CommitCount(sqlite::Connection& connection) : connection_(connection) {}
  std::size_t Mark() override { return 0; }
  void Undo(std::size_t /*mark*/) override {}
  void Flush() override { CountCommit(connection_); }

 private:
  sqlite::Connection& connection_;
};

std::string KeysPath(const std::string& path) {
  std::filesystem::path keys(path);
  keys.replace_filename(keys.stem().string() + "-keys" + keys.extension().string());
  return keys.string();
}

std::unique_ptr<sqlite::Connection> OpenFiles(const std::string& path, sqlite::Access access,
                                              const std::string& vfs) {
  // Made by itself, so that it is the owner's alone.
  if (access == sqlite::Access::kReadWrite) sqlite::Connection(KeysPath(path), access, vfs);
  auto connection = std::make_unique<sqlite::Connection>(path, access, vfs);
  Execute(*connection, "ATTACH ? AS keys", {KeysPath(path)});
  return connection;
}

void MakeSchema(sqlite::Connection& connection, const StoreContext& context) {
  const std::int64_t version = SelectInteger(connection, "PRAGMA main.user_version");
  const std::int64_t keys = SelectInteger(connection, "PRAGMA keys.user_version");
  if (version > kSchemaVersion || keys > kSchemaVersion)
    Refuse(500, "exception", "The chart's database was written by a newer program.");
  if (version > 0 && version < kSchemaVersion) SetOldTablesAside(connection, context);
  if (version < kSchemaVersion) connection.Run(Script("schema/chart.sql").c_str());
  if (keys < kSchemaVersion) connection.Run(Script("schema/keys.sql").c_str());
  for (const std::string file : {"main", "keys"})
    connection.Run(
        ("PRAGMA " + file + ".user_version = " + std::to_string(kSchemaVersion)).c_str());
}

// A crash between the two commits of a group leaves one behind; an older copy of a file, many.
void Reconcile(sqlite::Connection& connection, Writer& writer, const Site& site) {
  std::string rules = std::string(kIndexRules) + " " + site.timezone;
  for (const std::string& base : site.bases) rules += " " + base;
  const std::int64_t ahead = SelectInteger(
      connection, "SELECT m.commits - k.commits FROM main.state m JOIN keys.state k USING (chart)",
      {}, INT64_MIN);
  if (ahead == INT64_MIN)
    Refuse(500, "exception",
           "The chart's database and its key store (the file beside it whose name ends in -keys) "
           "do not belong together: put back the key store of this chart.");
  if (SelectInteger(connection, "SELECT keys FROM main.state") > LastKey(connection))
    Refuse(500, "exception",
           "The chart's key store is older than the chart: keys are missing. Put back a copy of "
           "the key store that was made after the chart's.");
  if (ahead == 0 &&
      SelectInteger(connection, "SELECT COUNT(*) FROM keys.state WHERE rules = ?", {rules}) > 0)
    return;
  writer.Rebuild(site);
  if (ahead == 1)  // perhaps of an erasure; beside an older chart.db, its newer keys are kept
    Execute(connection,
            "DELETE FROM data_key WHERE owner <> '' AND id NOT IN (SELECT key FROM content)");
  Execute(connection,
          "UPDATE main.state SET commits = max(commits, (SELECT commits FROM keys.state)) + 1");
  Execute(connection, "UPDATE keys.state SET commits = (SELECT commits FROM main.state), rules = ?",
          {rules});
}

// Files that no version names: of uploads and erasures that a crash cut short. Younger ones may be
// under way in another process.
void SweepVault(sqlite::Connection& connection, bridge::Vault& vault) {
  const std::int64_t hour_ago = SelectInteger(connection, "SELECT unixepoch() - 3600");
  (void)vault.List(FromUnixMillis(hour_ago * 1000), [&](const std::string& object) {
    if (SelectInteger(connection, "SELECT COUNT(*) FROM content WHERE object = ?", {object}) == 0)
      (void)vault.Remove(object);
    return true;
  });
}

}  // namespace

void CountCommit(sqlite::Connection& connection) {
  Execute(connection, "UPDATE main.state SET commits = commits + 1");
  Execute(connection, "UPDATE keys.state SET commits = commits + 1");
}

std::int64_t LastKey(sqlite::Connection& connection) {
  return SelectInteger(connection, "SELECT seq FROM keys.sqlite_sequence WHERE name = 'data_key'");
}

void SettleKeys(sqlite::Connection& connection) {
  const std::int64_t last = LastKey(connection);
  if (SelectInteger(connection, "SELECT keys FROM main.state") == last) return;
  connection.SyncLog("keys");
  Execute(connection, "UPDATE main.state SET keys = ?", {last});
}

class ResourceStore::Job final : public sqlite::GroupJob {
 public:
  Job(sqlite::Connection& connection, const StoreContext& context, const Work& work)
      : connection_(connection), context_(context), work_(work) {}
  void Run() override {
    Drop();
    Writer writer(connection_, context_, uploads_);
    work_(writer);
  }
  void Note(const std::exception* error) override {
    thrown = error == nullptr ? nullptr : std::current_exception();
    // Where the disk failed, what is kept may have been committed.
    if (dynamic_cast<const Refused*>(error) != nullptr) Drop();
  }
  std::exception_ptr thrown;

 private:
  void Drop() {
    for (const auto& upload : uploads_) upload->Keep(false);
    uploads_.clear();
  }

  sqlite::Connection& connection_;
  const StoreContext& context_;
  const Work& work_;
  Uploads uploads_;
};

ResourceStore::ResourceStore(std::unique_ptr<sqlite::Connection> writer, Open reader,
                             StoreContext context, const bridge::DataKey& clinic, Site site)
    : writer_(std::move(writer)),
      context_(context),
      clinic_(clinic),
      site_(std::move(site)),
      readers_(kReaders, std::move(reader)) {}

void ResourceStore::Write(const Work& work) {
  Job mine(*writer_, context_, work);
  queue_.Run(mine, [this](sqlite::GroupCommit::Jobs group) { Commit(group); });
  if (mine.thrown) std::rethrow_exception(mine.thrown);
}

void ResourceStore::Commit(sqlite::GroupCommit::Jobs group) {
  try {
    if (failed_) Refuse(503, "transient", "The chart's disk failed; it takes no more writes.");
    CommitCount count(*writer_);
    failed_ = sqlite::GroupCommit(*writer_, count).Run(group) == sqlite::DiskState::kFailed;
    if (!failed_) SettleKeys(*writer_);
  } catch (const std::exception& error) {
    for (sqlite::GroupJob* job : group) job->Note(&error);
    const auto* by_disk = dynamic_cast<const sqlite::SqliteError*>(&error);
    failed_ = failed_ || (by_disk != nullptr && by_disk->disk_failed());
    return;
  }
  try {
    if (to_empty_) {
      to_empty_ = !writer_->Checkpoint(true);
    } else if (writer_->log_pages() >= kLogPages) {
      writer_->Checkpoint(false);
    }
  } catch (const sqlite::SqliteError& error) {
    failed_ = error.disk_failed();  // what was committed is safe in the log
  }
}

Erased ResourceStore::Erase(const std::string& patient,
                            const std::function<void(const Erased&)>& note) {
  Erased erased;
  Write([&](Writer& writer) {
    erased = writer.Erase(patient);
    note(erased);
    to_empty_ = true;
  });
  for (const std::string& object : erased.objects) (void)context_.vault.Remove(object);
  for (int i = 0; to_empty_ && i < kTriesToEmpty; ++i) Write([](Writer& /*writer*/) {});
  erased.complete = !to_empty_;
  return erased;
}

bridge::DataKey ResourceStore::KeyFor(const std::string& type, const std::string& id,
                                      const IndexEntries& entries) {
  auto key =
      Read([&](Reader& reader) { return reader.FindKey(reader.OwnerOf(type, id, entries)); });
  if (!key) Write([&](Writer& writer) { key = writer.KeyOf(writer.OwnerOf(type, id, entries)); });
  return *key;
}

std::string ResourceStore::SealText(std::string_view text) const {
  return Seal(context_, clinic_.bytes(), kTextPlace, text);
}

Result<std::string, Failure> ResourceStore::OpenText(std::string_view sealed) const {
  return chart::Open(context_, clinic_.bytes(), kTextPlace, sealed);
}

Result<std::unique_ptr<ResourceStore>, Failure> OpenResourceStore(const std::string& path,
                                                                  const StoreContext& context,
                                                                  const Site& site,
                                                                  const std::string& vfs) {
  try {
    auto connection = OpenFiles(path, sqlite::Access::kReadWrite, vfs);
    connection->Run(Script("schema/open.sql").c_str());
    bridge::DataKey clinic;
    Uploads uploads;
    sqlite::Transaction transaction(*connection, sqlite::Transaction::Kind::kWrite);
    MakeSchema(*connection, context);
    Writer writer(*connection, context, uploads);
    Reconcile(*connection, writer, site);
    clinic = writer.KeyOf("");
    transaction.Commit();
    SettleKeys(*connection);
    MoveOldTables(*connection, context, site);
    SweepVault(*connection, context.vault);
    return std::make_unique<ResourceStore>(
        std::move(connection),
        [path, vfs] { return OpenFiles(path, sqlite::Access::kReadOnly, vfs); }, context, clinic,
        site);
  } catch (const sqlite::SqliteError& error) {
    return Unexpected(error.failure);
  } catch (const Refused& refused) {
    return Fail(FailureKind::kCorrupt, refused.refusal.issues.front().text);
  }
}

}  // namespace chartbridge::chart
