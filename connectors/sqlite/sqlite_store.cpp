#include "connectors/sqlite/sqlite_store.h"

#include <filesystem>

#include "connectors/sql/deliveries.h"
#include "connectors/sql/sql_audit.h"
#include "connectors/sql/sql_keys.h"
#include "connectors/sql/sql_ledger.h"
#include "connectors/sqlite/readers.h"
#include "connectors/sqlite/schema.h"
#include "connectors/sqlite/writer.h"

namespace chartbridge::sqlite {
namespace {

using bridge::Failure;

std::string KeysPath(const SqliteSettings& settings) {
  if (!settings.keys_path.empty()) return settings.keys_path;
  return (std::filesystem::path(settings.path).parent_path() / "keys.db").string();
}

// The engine: one writer, some readers.
class SqliteEngine final : public sql::Engine {
 public:
  SqliteEngine(sql::UnitQueue& queue, Readers& readers) : queue_(queue), readers_(readers) {}
  Result<void, Failure> Write(const sql::Work& work) override { return queue_.Run(work); }
  Result<void, Failure> Read(const sql::Work& work) override { return readers_.Read(work); }
  const sql::Dialect& dialect() const override { return kDialect; }

 private:
  sql::UnitQueue& queue_;
  Readers& readers_;
};

class SqliteInbox final : public bridge::Inbox {
 public:
  SqliteInbox(sql::UnitQueue& queue, const Writer& writer, sql::Engine& engine,
              const sql::Tools& tools, sql::Backlog& backlog)
      : queue_(queue), writer_(writer), engine_(engine), tools_(tools), backlog_(backlog) {}

  Result<bridge::Seq, Failure> Append(bridge::RawDelivery raw, bridge::Deadline deadline) override {
    auto stored = queue_.Append(sql::PackDelivery(raw), raw.received, deadline);
    if (stored) backlog_.Add(1);
    return stored;
  }
  Result<std::vector<bridge::StoredDelivery>, Failure> Claim(const std::string& worker, Instant now,
                                                             Instant lease_until,
                                                             int limit) override {
    return sql::ClaimDeliveries(engine_, tools_, worker, now, lease_until, limit);
  }
  std::int64_t Depth() const override { return backlog_.Depth(); }
  bool Accepting() const override { return writer_.Accepting(); }

 private:
  sql::UnitQueue& queue_;
  const Writer& writer_;
  sql::Engine& engine_;
  sql::Tools tools_;
  sql::Backlog& backlog_;
};

// Declared in the order in which the parts stand on each other.
class SqliteStore final : public sql::Store {
 public:
  SqliteStore(const SqliteSettings& settings, const crypto::KeyRing& keys,
              const bridge::Clock& clock, bridge::Entropy& entropy)
      : ring_(keys),
        tools_{ring_, clock, entropy, kDialect},
        main_(settings.path, Access::kReadWrite, settings.vfs),
        keys_file_(KeysPath(settings), Access::kReadWrite, settings.vfs),
        queue_(settings.queue_limit, settings.group_limit),
        readers_(settings.path, KeysPath(settings), settings.vfs, ring_) {
    SetUpForWriting(main_);
    SetUpKeysForWriting(keys_file_);
    MigrateFiles(main_, keys_file_, clock, false);
    ClaimForTenant(main_, ring_.tenant());
    writer_.emplace(main_, keys_file_, tools_, queue_);
    engine_.emplace(queue_, readers_);
    backlog_.emplace(*engine_, tools_);
    inbox_.emplace(queue_, *writer_, *engine_, tools_, *backlog_);
    ledger_.emplace(*engine_, tools_, *backlog_);
    audit_.emplace(*engine_, tools_);
    keys_.emplace(*engine_);
  }

  bridge::Inbox& inbox() override { return *inbox_; }
  bridge::Ledger& ledger() override { return *ledger_; }
  bridge::AuditTrail& audit() override { return *audit_; }
  bridge::KeyStore& keys() override { return *keys_; }
  void Close() override { writer_->Close(); }

 private:
  crypto::KeyRing ring_;
  sql::Tools tools_;
  Database main_;
  Database keys_file_;
  sql::UnitQueue queue_;
  Readers readers_;
  std::optional<Writer> writer_;
  std::optional<SqliteEngine> engine_;
  std::optional<sql::Backlog> backlog_;
  std::optional<SqliteInbox> inbox_;
  std::optional<sql::SqlLedger> ledger_;
  std::optional<sql::SqlAudit> audit_;
  std::optional<sql::SqlKeys> keys_;
};

}  // namespace

Result<std::unique_ptr<sql::Store>, Failure> OpenSqlite(const SqliteSettings& settings,
                                                        const crypto::KeyRing& keys,
                                                        const bridge::Clock& clock,
                                                        bridge::Entropy& entropy) {
  try {
    return std::unique_ptr<sql::Store>(
        std::make_unique<SqliteStore>(settings, keys, clock, entropy));
  } catch (const sql::Abort& abort) {
    return Unexpected<Failure>(abort.failure);
  }
}

Result<std::vector<std::string>, Failure> MigrateSqlite(const SqliteSettings& settings,
                                                        const bridge::Clock& clock, bool dry_run) {
  try {
    Database main(settings.path, Access::kReadWrite, settings.vfs);
    Database keys(KeysPath(settings), Access::kReadWrite, settings.vfs);
    SetUpForWriting(main);
    SetUpKeysForWriting(keys);
    return MigrateFiles(main, keys, clock, dry_run);
  } catch (const sql::Abort& abort) {
    return Unexpected<Failure>(abort.failure);
  }
}

}  // namespace chartbridge::sqlite
