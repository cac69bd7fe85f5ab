#include "connectors/sqlite/sqlite_store.h"

#include <filesystem>
#include <optional>

#include "connectors/sql/sql_store.h"
#include "connectors/sqlite/cells.h"
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
  SqliteEngine(sql::WriteQueue& queue, Readers& readers) : queue_(queue), readers_(readers) {}
  Result<void, Failure> Write(const sql::Work& work) override { return queue_.Run(work); }
  Result<void, Failure> Read(const sql::Work& work) override { return readers_.Read(work); }
  const sql::Dialect& dialect() const override { return kDialect; }

 private:
  sql::WriteQueue& queue_;
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
    SetUpForWriting(main_, StoreFile::kMain);
    SetUpForWriting(keys_file_, StoreFile::kKeys);
    MigrateFile(main_, StoreFile::kMain, clock);
    MigrateFile(keys_file_, StoreFile::kKeys, clock);
    ClaimForTenant(main_, ring_.tenant());
    writer_.emplace(main_, keys_file_, context_, queue_);
    OpenPorts(engine_, context_, queue_, [this] { return writer_->Accepting(); });
  }

  bool Broken() const override { return writer_->Broken(); }
  void Close() override { writer_->Close(); }

 private:
  crypto::KeyRing ring_;
  sql::StoreContext context_;
  Connection main_;
  Connection keys_file_;
  sql::WriteQueue queue_;
  Readers readers_;
  SqliteEngine engine_;
  std::optional<Writer> writer_;
};

// Before anything is changed in a file that may be somebody else's. The names of what is due.
std::vector<std::string> LookAtFiles(const SqliteSettings& settings) {
  std::vector<std::string> names = PendingScripts(settings.path, StoreFile::kMain, settings.vfs);
  for (const std::string& name :
       PendingScripts(KeysPath(settings), StoreFile::kKeys, settings.vfs)) {
    names.push_back("keys-" + name);
  }
  return names;
}

}  // namespace

Result<std::unique_ptr<sql::Store>, Failure> OpenSqlite(const SqliteSettings& settings,
                                                        const crypto::KeyRing& keys,
                                                        const Clock& clock, Entropy& entropy) {
  try {
    LookAtFiles(settings);
    return std::unique_ptr<sql::Store>(
        std::make_unique<SqliteStore>(settings, keys, clock, entropy));
  } catch (const std::exception& error) {
    return Unexpected<Failure>(FailureOf(error));
  }
}

Result<std::vector<std::string>, Failure> MigrateSqlite(const SqliteSettings& settings,
                                                        const Clock& clock, bool dry_run) {
  try {
    std::vector<std::string> names = LookAtFiles(settings);
    if (dry_run || names.empty()) return names;
    Connection main(settings.path, Access::kReadWrite, settings.vfs);
    Connection keys(KeysPath(settings), Access::kReadWrite, settings.vfs);
    SetUpForWriting(main, StoreFile::kMain);
    SetUpForWriting(keys, StoreFile::kKeys);
    MigrateFile(main, StoreFile::kMain, clock);
    MigrateFile(keys, StoreFile::kKeys, clock);
    return names;
  } catch (const std::exception& error) {
    return Unexpected<Failure>(FailureOf(error));
  }
}

}  // namespace chartbridge::sqlite
