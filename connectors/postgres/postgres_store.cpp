#include "connectors/postgres/postgres_store.h"

#include <optional>

#include "connectors/postgres/appender.h"
#include "connectors/postgres/schema.h"
#include "connectors/postgres/writer_slot_lease.h"
#include "connectors/sql/sql_store.h"

namespace chartbridge::postgres {
namespace {

class PostgresEngine final : public sql::Engine {
 public:
  explicit PostgresEngine(ConnectionPool& pool) : pool_(pool) {}
  Result<void, Failure> Write(const sql::Work& work) override { return pool_.Write(work); }
  Result<void, Failure> Read(const sql::Work& work) override { return pool_.Read(work); }
  const sql::Dialect& dialect() const override { return kDialect; }

 private:
  ConnectionPool& pool_;
};

// Declared in the order in which the parts stand on each other.
class PostgresStore final : public sql::SqlStore {
 public:
  PostgresStore(const PostgresSettings& settings, const crypto::KeyRing& keys, const Clock& clock,
                Entropy& entropy)
      : ring_(keys),
        context_{ring_, clock, entropy, kDialect},
        pool_(settings.url, context_, settings.connections),
        slot_(pool_, context_),
        queue_(settings.queue_limit, settings.group_limit),
        engine_(pool_) {
    context_.audit_slot = slot_.slot();
    appender_.emplace(pool_, context_, queue_);
    OpenPorts(engine_, context_, queue_, [this] { return appender_->Accepting(); });
  }
  ~PostgresStore() override { Close(); }

  void Close() override {
    appender_->Close();
    slot_.Close();
    pool_.Close();
  }

 private:
  crypto::KeyRing ring_;
  sql::StoreContext context_;
  ConnectionPool pool_;
  WriterSlotLease slot_;
  sql::WriteQueue queue_;
  PostgresEngine engine_;
  std::optional<Appender> appender_;
};

}  // namespace

Result<std::unique_ptr<sql::Store>, Failure> OpenPostgres(const PostgresSettings& settings,
                                                          const crypto::KeyRing& keys,
                                                          const Clock& clock, Entropy& entropy) {
  try {
    {
      Connection connection(settings.url);
      MigrateDatabase(connection, clock, false);
    }
    return std::unique_ptr<sql::Store>(
        std::make_unique<PostgresStore>(settings, keys, clock, entropy));
  } catch (const std::exception& error) {
    return Unexpected<Failure>(sql::FailureOf(error));
  }
}

Result<std::vector<std::string>, Failure> MigratePostgres(const PostgresSettings& settings,
                                                          const Clock& clock, bool dry_run) {
  try {
    Connection connection(settings.url);
    return MigrateDatabase(connection, clock, dry_run);
  } catch (const std::exception& error) {
    return Unexpected<Failure>(sql::FailureOf(error));
  }
}

}  // namespace chartbridge::postgres
