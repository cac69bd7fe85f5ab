#include "connectors/chart/resource_store.h"

#include "connectors/chart/index_keys.h"
#include "connectors/chart/outcome.h"
#include "connectors/chart/rows.h"
#include "connectors/chart/search_parameters.h"
#include "embedded/chart_schema.h"
#include "fhir/json/parse.h"

namespace chartbridge::chart {

namespace {

constexpr int kReaders = 8;
constexpr std::size_t kLargestGroup = 64;
constexpr int kLogPages = 2000;
// 1 was that of version 0.1.0: the same tables, without `indexed`.
constexpr std::int64_t kSchemaVersion = 2;
// Another number makes the index anew.
constexpr std::string_view kIndexRules = "2";
constexpr std::string_view kTextContext = "text";

// Nothing beside chart.db belongs to its transactions.
class NoCompanion final : public sqlite::GroupCompanion {
 public:
  std::size_t Mark() override { return 0; }
  void Undo(std::size_t /*mark*/) override {}
  void Flush() override {}
};

void MakeSchema(sqlite::Connection& connection) {
  const std::int64_t version = SelectInteger(connection, "PRAGMA user_version");
  if (version > kSchemaVersion) {
    Refuse(500, "exception", "The chart's database was written by a newer program.");
  }
  if (version == 0)
    connection.Run(std::string(embedded::chart_schema::All().front().bytes).c_str());
  connection.Run("CREATE TABLE IF NOT EXISTS indexed (rules TEXT NOT NULL) STRICT");
  connection.Run(("PRAGMA user_version = " + std::to_string(kSchemaVersion)).c_str());
}

// Uploads that a crash cut short: no version refers to them for an hour. Younger ones may be under
// way in another process.
void DropUnusedBlobs(sqlite::Connection& connection) {
  connection.Run(
      "DELETE FROM blob WHERE started < unixepoch() - 3600 AND NOT EXISTS "
      "(SELECT 1 FROM version v WHERE v.blob = blob.id);"
      "DELETE FROM chunk WHERE blob NOT IN (SELECT id FROM blob)");
}

void RefreshIndex(sqlite::Connection& connection, const ChartKeys& keys, const Site& site) {
  std::string rules = std::string(kIndexRules) + " " + site.timezone;
  for (const std::string& base : site.bases) rules += " " + base;
  if (SelectInteger(connection, "SELECT COUNT(*) FROM indexed WHERE rules = ?", {rules}) > 0)
    return;
  Writer(connection, keys).Reindex([&](const Version& version) {
    const TypeRules* type = FindType(version.type);
    const auto resource = fhir::json::Parse(version.body, {.refuse_duplicate_keys = false});
    return type == nullptr || !resource ? IndexEntries() : IndexOf(*type, *resource, site);
  });
  Execute(connection, "DELETE FROM indexed");
  Execute(connection, "INSERT INTO indexed (rules) VALUES (?)", {rules});
}

}  // namespace

class ResourceStore::Job final : public sqlite::GroupJob {
 public:
  Job(sqlite::Connection& connection, const ChartKeys& keys, const Work& work)
      : connection_(connection), keys_(keys), work_(work) {}
  void Run() override {
    Writer writer(connection_, keys_);
    work_(writer);
  }
  void Note(const std::exception* error) override {
    thrown = error == nullptr ? nullptr : std::current_exception();
  }
  std::exception_ptr thrown;
  bool done = false;

 private:
  sqlite::Connection& connection_;
  const ChartKeys& keys_;
  const Work& work_;
};

ResourceStore::ResourceStore(std::unique_ptr<sqlite::Connection> writer, Open reader,
                             ChartKeys keys, Site site)
    : writer_(std::move(writer)),
      keys_(std::move(keys)),
      site_(std::move(site)),
      readers_(kReaders, std::move(reader)) {}

void ResourceStore::Write(const Work& work) {
  Job mine(*writer_, keys_, work);
  if (const Group group = Queue(mine); !group.empty()) {
    Commit(group);
    Finish(group.size());
  }
  if (mine.thrown) std::rethrow_exception(mine.thrown);
}

// Waits its turn. The group that the caller is to commit, its own job first; empty when another
// caller has committed it.
ResourceStore::Group ResourceStore::Queue(Job& job) {
  const MutexLock lock(mutex_);
  queue_.push_back(&job);
  while (!job.done && queue_.front() != &job) changed_.Wait(mutex_);
  if (job.done) return {};
  const auto end = queue_.begin() + std::ptrdiff_t(std::min(queue_.size(), kLargestGroup));
  return {queue_.begin(), end};
}

void ResourceStore::Commit(const Group& group) {
  try {
    if (failed_) Refuse(503, "transient", "The chart's disk failed; it takes no more writes.");
    NoCompanion none;
    failed_ = sqlite::GroupCommit(*writer_, none).Run(group) == sqlite::DiskState::kFailed;
    if (writer_->log_pages() >= kLogPages) writer_->Checkpoint(false);
  } catch (const sqlite::SqliteError& error) {
    failed_ = error.disk_failed();  // of the checkpoint: what was committed is safe in the log
  } catch (const Refused& refused) {
    for (sqlite::GroupJob* job : group) job->Note(&refused);
  }
}

void ResourceStore::Finish(std::size_t count) {
  const MutexLock lock(mutex_);
  for (; count > 0; --count) {
    queue_.front()->done = true;
    queue_.pop_front();
  }
  changed_.NotifyAll();
}

std::string ResourceStore::SealText(std::string_view text) const {
  return keys_.Seal(kTextContext, text);
}

Result<std::string, Failure> ResourceStore::OpenText(std::string_view sealed) const {
  return keys_.Open(kTextContext, sealed);
}

Result<std::unique_ptr<ResourceStore>, Failure> OpenResourceStore(const std::string& path,
                                                                  const crypto::KeyRing& ring,
                                                                  Entropy& entropy,
                                                                  const Site& site,
                                                                  const std::string& vfs) {
  const auto open = [path, vfs](sqlite::Access access) {
    return std::make_unique<sqlite::Connection>(path, access, vfs);
  };
  try {
    auto connection = open(sqlite::Access::kReadWrite);
    // FULL: a commit that was answered with 201 must outlive a power failure.
    connection->Run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY");
    sqlite::Transaction transaction(*connection, sqlite::Transaction::Kind::kWrite);
    MakeSchema(*connection);
    DropUnusedBlobs(*connection);
    auto keys = ChartKeys::Load(*connection, ring, entropy);
    if (!keys) return Unexpected(keys.error());
    RefreshIndex(*connection, *keys, site);
    transaction.Commit();
    return std::make_unique<ResourceStore>(
        std::move(connection), [open] { return open(sqlite::Access::kReadOnly); }, *keys, site);
  } catch (const sqlite::SqliteError& error) {
    return Unexpected(error.failure);
  } catch (const Refused& refused) {
    return Fail(FailureKind::kCorrupt, refused.refusal.issues.front().text);
  }
}

}  // namespace chartbridge::chart
