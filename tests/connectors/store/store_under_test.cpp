#include "tests/connectors/store/store_under_test.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <pqxx/except>
#include <stdexcept>

#include "connectors/postgres/postgres_store.h"
#include "connectors/sqlite/sqlite_store.h"
#include "tests/connectors/store/postgres_server.h"
#include "tests/fakes/memory_store.h"

namespace chartbridge::store_test {
namespace {

using StorePtr = std::unique_ptr<sql::Store>;

StorePtr Must(Result<StorePtr, Failure> opened) {
  if (!opened) throw std::runtime_error("the store does not open: " + opened.error().text);
  return *std::move(opened);
}

class MemoryUnderTest final : public StoreUnderTest {
 public:
  sql::Store& store() override { return store_; }
  void Shut() override {}
  void Reopen() override {}
  StorePtr OpenSecond() override { return nullptr; }
  bool Sabotage(const std::string&) override { return false; }
  std::string Dump(const std::vector<std::string>&) override { return {}; }
  Result<std::vector<std::string>, Failure> Migrate(bool) override {
    return std::vector<std::string>();
  }

 private:
  crypto::SystemEntropy entropy_;
  fakes::MemoryStore store_{clock_, entropy_};
};

class SqliteUnderTest final : public StoreUnderTest {
 public:
  SqliteUnderTest() { store_ = OpenSecond(); }
  ~SqliteUnderTest() override { store_.reset(); }

  sql::Store& store() override { return *store_; }
  void Shut() override { store_.reset(); }
  void Reopen() override {
    Shut();
    store_ = OpenSecond();
  }
  StorePtr OpenSecond() override {
    return Must(sqlite::OpenSqlite({.path = path()}, keys_, clock_, entropy_));
  }
  bool Sabotage(const std::string& statement) override {
    sqlite3* db = nullptr;
    sqlite3_open(path().c_str(), &db);
    sqlite3_busy_timeout(db, 5000);
    const int code = sqlite3_exec(db, statement.c_str(), nullptr, nullptr, nullptr);
    sqlite3_close(db);
    return code == SQLITE_OK;
  }
  std::string Dump(const std::vector<std::string>& tables) override {
    std::string all;
    sqlite3* db = nullptr;
    sqlite3_open(path().c_str(), &db);
    for (const std::string& table : tables) {
      sqlite3_stmt* rows = nullptr;
      sqlite3_prepare_v2(db, ("SELECT * FROM " + table).c_str(), -1, &rows, nullptr);
      while (sqlite3_step(rows) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(rows); ++i) {
          const auto* bytes = static_cast<const char*>(sqlite3_column_blob(rows, i));
          if (bytes != nullptr) all.append(bytes, std::size_t(sqlite3_column_bytes(rows, i)));
          all.push_back('|');
        }
      }
      sqlite3_finalize(rows);
    }
    sqlite3_close(db);
    return all;
  }
  Result<std::vector<std::string>, Failure> Migrate(bool dry_run) override {
    return sqlite::MigrateSqlite({.path = path()}, clock_, dry_run);
  }

 private:
  std::string path() const { return folder_.path + "/chartbridge.db"; }

  TemporaryFolder folder_;
  crypto::SystemEntropy entropy_;
  crypto::KeyRing keys_ = TestKeyRing("demo");
  StorePtr store_;
};

PostgresServer* SharedServer() {
  static const std::unique_ptr<PostgresServer> server = PostgresServer::Start();
  return server.get();
}

class PostgresUnderTest final : public StoreUnderTest {
 public:
  explicit PostgresUnderTest(PostgresServer& server)
      : server_(server), url_(server.CreateDatabase()), store_(OpenSecond()) {}
  ~PostgresUnderTest() override {
    store_.reset();
    server_.DropDatabase(url_);
  }

  sql::Store& store() override { return *store_; }
  void Shut() override { store_.reset(); }
  void Reopen() override {
    Shut();
    store_ = OpenSecond();
  }
  StorePtr OpenSecond() override {
    return Must(postgres::OpenPostgres({.url = url_}, keys_, clock_, entropy_));
  }
  bool Sabotage(const std::string& statement) override {
    try {
      PostgresServer::Run(url_, statement);
      return true;
    } catch (const pqxx::failure&) {
      return false;
    }
  }
  std::string Dump(const std::vector<std::string>& tables) override {
    std::string all;
    for (const std::string& table : tables) {
      // Sealed columns print in hexadecimal; as text, a plain one would show.
      all += PostgresServer::Run(
          url_,
          "SELECT COALESCE(string_agg(v.value || COALESCE(encode(decode(CASE WHEN v.value "
          "LIKE '\\x%' THEN substr(v.value, 3) END, 'hex'), 'escape'), ''), '|'), '') FROM " +
              table + " t, LATERAL json_each_text(row_to_json(t)) v");
    }
    return all;
  }
  Result<std::vector<std::string>, Failure> Migrate(bool dry_run) override {
    return postgres::MigratePostgres({.url = url_}, clock_, dry_run);
  }

 private:
  PostgresServer& server_;
  const std::string url_;
  crypto::SystemEntropy entropy_;
  crypto::KeyRing keys_ = TestKeyRing("demo");
  StorePtr store_;
};

}  // namespace

std::string ToString(EngineKind kind) {
  switch (kind) {
    case EngineKind::kMemory:
      return "Memory";
    case EngineKind::kSqlite:
      return "Sqlite";
    case EngineKind::kPostgres:
      return "Postgres";
  }
  return "";
}

// In memory where there is such a place: the contract does not need the disk to sync.
TemporaryFolder::TemporaryFolder()
    : path((::access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp") +
           std::string("/chartbridge-store-XXXXXX")) {
  if (::mkdtemp(path.data()) == nullptr) throw std::runtime_error("no temporary folder");
}
TemporaryFolder::~TemporaryFolder() { std::filesystem::remove_all(path); }

crypto::KeyRing TestKeyRing(const std::string& tenant) {
  auto ring = crypto::KeyRing::Read("1 " + std::string(64, '7') + "\n", tenant);
  if (!ring) throw std::runtime_error("the test's master key is wrong");
  return *ring;
}

std::unique_ptr<StoreUnderTest> MakeStore(EngineKind kind) {
  switch (kind) {
    case EngineKind::kMemory:
      return std::make_unique<MemoryUnderTest>();
    case EngineKind::kSqlite:
      return std::make_unique<SqliteUnderTest>();
    case EngineKind::kPostgres: {
      PostgresServer* server = SharedServer();
      return server == nullptr ? nullptr : std::make_unique<PostgresUnderTest>(*server);
    }
  }
  return nullptr;
}

std::unique_ptr<sql::Store> MakeStoreOn(EngineKind kind, Clock& clock, Entropy& entropy) {
  static const TemporaryFolder folder;
  static std::atomic<int> number = 0;
  static const crypto::KeyRing keys = TestKeyRing("demo");
  switch (kind) {
    case EngineKind::kMemory:
      return std::make_unique<fakes::MemoryStore>(clock, entropy);
    case EngineKind::kSqlite: {
      const std::string path = folder.path + "/" + std::to_string(++number) + ".db";
      return Must(sqlite::OpenSqlite({.path = path}, keys, clock, entropy));
    }
    case EngineKind::kPostgres: {
      PostgresServer* server = SharedServer();
      if (server == nullptr) return nullptr;
      return Must(postgres::OpenPostgres({.url = server->CreateDatabase()}, keys, clock, entropy));
    }
  }
  return nullptr;
}

void StoreContract::SetUp() {
  under_test_ = MakeStore(GetParam());
  if (!under_test_) GTEST_SKIP() << "PostgreSQL 15 is not installed";
}

bridge::RawDelivery StoreContract::Delivery(const std::string& body) {
  return {"whatsapp-cloud", {"main", "second"}, body, now()};
}

bridge::Seq StoreContract::Append(const std::string& body) {
  const auto seq = inbox().AppendAndWait(Delivery(body), Soon());
  EXPECT_TRUE(seq) << seq.error().text;
  return seq ? *seq : 0;
}

bridge::ItemKey StoreContract::Key(int number) {
  char key[37];
  std::snprintf(key, sizeof key, "00000000-0000-5000-8000-%012d", number);
  return key;
}

bridge::NewItem StoreContract::Item(int number, const std::string& phone) {
  bridge::NewItem item;
  item.key = Key(number);
  item.channel = "main";
  item.kind = "text";
  item.source = "live";
  item.direction = "in";
  item.phone = phone;
  item.provider_id = "wamid." + std::to_string(number);
  item.received = now();
  item.content = "{}";
  item.fingerprint = "fingerprint of " + std::to_string(number);
  item.jobs.push_back(
      {.kind = bridge::JobKind::kMatch, .turn = bridge::Turn::kInOrder, .due = now()});
  item.audit.push_back({.ev = "message.parsed", .actor = "svc:ingest", .what = item.key});
  return item;
}

void StoreContract::Split(const std::vector<bridge::NewItem>& all) {
  const auto split = items().Split({{.delivery = Append("{}"), .last = true, .items = all}});
  ASSERT_TRUE(split) << split.error().text;
}

bridge::ItemRow StoreContract::Find(int number) {
  const auto found = items().Find(Key(number));
  EXPECT_TRUE(found && *found) << "item " << number << " is not there";
  return found && *found ? **found : bridge::ItemRow{};
}

bridge::ItemStep StoreContract::Step(int number, const std::string& lease) {
  bridge::ItemStep step;
  step.before = Find(number);
  step.after = step.before;
  step.lease = lease;
  return step;
}

bridge::LineWork StoreContract::Claim(const std::string& owner, bridge::Claim claim) {
  const auto line = work().ClaimLine(owner, now(), later(60), claim, 32);
  EXPECT_TRUE(line && *line) << "nothing is due";
  return line && *line ? **line : bridge::LineWork{};
}

}  // namespace chartbridge::store_test
