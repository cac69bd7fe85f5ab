#include "connectors/postgres/postgres_store.h"

#include <optional>

#include "connectors/postgres/appender.h"
#include "connectors/postgres/schema.h"
#include "connectors/postgres/slot_keeper.h"
#include "connectors/sql/deliveries.h"
#include "connectors/sql/sql_audit.h"
#include "connectors/sql/sql_keys.h"
#include "connectors/sql/sql_ledger.h"

namespace chartbridge::postgres {
namespace {

using bridge::Failure;

class PostgresEngine final : public sql::Engine {
 public:
  explicit PostgresEngine(Pool& pool) : pool_(pool) {}
  Result<void, Failure> Write(const sql::Work& work) override { return pool_.Write(work); }
  Result<void, Failure> Read(const sql::Work& work) override { return pool_.Read(work); }
  const sql::Dialect& dialect() const override { return kDialect; }

 private:
  Pool& pool_;
};

class PostgresInbox final : public bridge::Inbox {
 public:
  PostgresInbox(sql::UnitQueue& queue, const Appender& appender, sql::Engine& engine,
                const sql::Tools& tools, sql::Backlog& backlog)
      : queue_(queue), appender_(appender), engine_(engine), tools_(tools), backlog_(backlog) {}

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
  bool Accepting() const override { return appender_.Accepting(); }

 private:
  sql::UnitQueue& queue_;
  const Appender& appender_;
  sql::Engine& engine_;
  sql::Tools tools_;
  sql::Backlog& backlog_;
};

// Declared in the order in which the parts stand on each other.
class PostgresStore final : public sql::Store {
 public:
  PostgresStore(const PostgresSettings& settings, const crypto::KeyRing& keys,
                const bridge::Clock& clock, bridge::Entropy& entropy)
      : ring_(keys),
        tools_{ring_, clock, entropy, kDialect},
        pool_(settings.url, tools_, settings.connections),
        slot_(pool_, tools_),
        queue_(settings.queue_limit, settings.group_limit),
        engine_(pool_) {
    tools_.audit_slot = slot_.slot();
    appender_.emplace(pool_, tools_, queue_);
    backlog_.emplace(engine_, tools_);
    inbox_.emplace(queue_, *appender_, engine_, tools_, *backlog_);
    ledger_.emplace(engine_, tools_, *backlog_);
    audit_.emplace(engine_, tools_);
    keys_.emplace(engine_);
  }
  ~PostgresStore() override { Close(); }

  bridge::Inbox& inbox() override { return *inbox_; }
  bridge::Ledger& ledger() override { return *ledger_; }
  bridge::AuditTrail& audit() override { return *audit_; }
  bridge::KeyStore& keys() override { return *keys_; }
  void Close() override {
    appender_->Close();
    slot_.Close();
    pool_.Close();
  }

 private:
  crypto::KeyRing ring_;
  sql::Tools tools_;
  Pool pool_;
  SlotKeeper slot_;
  sql::UnitQueue queue_;
  PostgresEngine engine_;
  std::optional<Appender> appender_;
  std::optional<sql::Backlog> backlog_;
  std::optional<PostgresInbox> inbox_;
  std::optional<sql::SqlLedger> ledger_;
  std::optional<sql::SqlAudit> audit_;
  std::optional<sql::SqlKeys> keys_;
};

}  // namespace

Result<std::unique_ptr<sql::Store>, Failure> OpenPostgres(const PostgresSettings& settings,
                                                          const crypto::KeyRing& keys,
                                                          const bridge::Clock& clock,
                                                          bridge::Entropy& entropy) {
  try {
    {
      Connection connection(settings.url);
      MigrateDatabase(connection, clock, false);
    }
    return std::unique_ptr<sql::Store>(
        std::make_unique<PostgresStore>(settings, keys, clock, entropy));
  } catch (const sql::Abort& abort) {
    return Unexpected<Failure>(abort.failure);
  }
}

Result<std::vector<std::string>, Failure> MigratePostgres(const PostgresSettings& settings,
                                                          const bridge::Clock& clock,
                                                          bool dry_run) {
  try {
    Connection connection(settings.url);
    return MigrateDatabase(connection, clock, dry_run);
  } catch (const sql::Abort& abort) {
    return Unexpected<Failure>(abort.failure);
  }
}

}  // namespace chartbridge::postgres
