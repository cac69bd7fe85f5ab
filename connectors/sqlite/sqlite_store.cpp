#include "connectors/sqlite/sqlite_store.h"

#include <filesystem>
#include <optional>

#include "connectors/sql/sql_store.h"
#include "connectors/sqlite/readers.h"
#include "connectors/sqlite/schema.h"
#include "connectors/sqlite/writer.h"

namespace chartbridge::sqlite {
namespace {

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

// Declared in the order in which the parts stand on each other.
class SqliteStore final : public sql::SqlStore {
 public:
  SqliteStore(const SqliteSettings& settings, const crypto::KeyRing& keys, const Clock& clock,
              Entropy& entropy)
      : ring_(keys),
        context_{ring_, clock, entropy, kDialect},
        main_(settings.path, Access::kReadWrite, settings.vfs),
        keys_file_(KeysPath(settings), Access::kReadWrite, settings.vfs),
        queue_(settings.queue_limit, settings.group_limit),
        readers_(settings.path, KeysPath(settings), settings.vfs, ring_),
        engine_(queue_, readers_) {
    SetUpForWriting(main_);
    SetUpKeysForWriting(keys_file_);
    MigrateFiles(main_, keys_file_, clock, false);
    ClaimForTenant(main_, ring_.tenant());
    writer_.emplace(main_, keys_file_, context_, queue_);
    OpenPorts(engine_, context_, queue_, [this] { return writer_->Accepting(); });
  }

  bool Broken() const override { return writer_->Broken(); }
  void Close() override { writer_->Close(); }

 private:
  crypto::KeyRing ring_;
  sql::StoreContext context_;
  Database main_;
  Database keys_file_;
  sql::UnitQueue queue_;
  Readers readers_;
  SqliteEngine engine_;
  std::optional<Writer> writer_;
};

}  // namespace

Result<std::unique_ptr<sql::Store>, Failure> OpenSqlite(const SqliteSettings& settings,
                                                        const crypto::KeyRing& keys,
                                                        const Clock& clock, Entropy& entropy) {
  try {
    return std::unique_ptr<sql::Store>(
        std::make_unique<SqliteStore>(settings, keys, clock, entropy));
  } catch (const sql::TransactionError& error) {
    return Unexpected<Failure>(error.failure);
  }
}

Result<std::vector<std::string>, Failure> MigrateSqlite(const SqliteSettings& settings,
                                                        const Clock& clock, bool dry_run) {
  try {
    Database main(settings.path, Access::kReadWrite, settings.vfs);
    Database keys(KeysPath(settings), Access::kReadWrite, settings.vfs);
    SetUpForWriting(main);
    SetUpKeysForWriting(keys);
    return MigrateFiles(main, keys, clock, dry_run);
  } catch (const sql::TransactionError& error) {
    return Unexpected<Failure>(error.failure);
  }
}

}  // namespace chartbridge::sqlite
