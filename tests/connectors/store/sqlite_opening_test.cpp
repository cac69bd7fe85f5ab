// Opening a store beside one that writes; files that are no store; what closures throw.
#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <new>
#include <sstream>
#include <stdexcept>

#include "connectors/sqlite/readers.h"
#include "connectors/sqlite/schema.h"
#include "connectors/sqlite/sqlite_store.h"
#include "connectors/sqlite/writer.h"
#include "tests/connectors/store/store_under_test.h"

namespace chartbridge::store_test {
namespace {

class SqliteOpening : public ::testing::Test {
 protected:
  std::string Path(const std::string& name) const { return folder_.path + "/" + name; }
  Result<std::unique_ptr<sql::Store>, Failure> Open(const std::string& name = "chartbridge.db",
                                                    const std::string& keys = "") {
    return sqlite::OpenSqlite({.path = Path(name), .keys_path = keys.empty() ? "" : Path(keys)},
                              keys_, clock_, entropy_);
  }
  void MakeStore() { ASSERT_TRUE(Open()); }
  void Run(const std::string& name, const std::string& script) {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(Path(name).c_str(), &db), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(db, script.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(db);
  }
  std::string BytesOf(const std::string& name) const {
    std::ifstream file(Path(name), std::ios::binary);
    std::stringstream bytes;
    bytes << file.rdbuf();
    return bytes.str();
  }
  void ExpectRefused(const Result<std::unique_ptr<sql::Store>, Failure>& opened,
                     const std::string& words) {
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, FailureKind::kRefused);
    EXPECT_NE(opened.error().text.find(words), std::string::npos) << opened.error().text;
  }

  TemporaryFolder folder_;
  TestClock clock_;
  crypto::SystemEntropy entropy_;
  crypto::KeyRing keys_ = TestKeyRing("demo");
};

// Another process in the middle of a write that takes as long as it likes.
class WriteLock {
 public:
  explicit WriteLock(const std::string& path) {
    sqlite3_open(path.c_str(), &db_);
    EXPECT_EQ(sqlite3_exec(db_, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  }
  ~WriteLock() { sqlite3_close(db_); }
  WriteLock(const WriteLock&) = delete;
  WriteLock& operator=(const WriteLock&) = delete;

 private:
  sqlite3* db_ = nullptr;
};

// A14
TEST_F(SqliteOpening, MessagesAreListedWhileAnotherProcessWrites) {
  MakeStore();
  Run("chartbridge.db", "INSERT INTO key_to_destroy (id) VALUES (4711)");
  const WriteLock main(Path("chartbridge.db"));
  const WriteLock keys(Path("keys.db"));
  const auto store = Open();
  ASSERT_TRUE(store) << store.error().text;
  EXPECT_TRUE((*store)->queries().List({}, [](const bridge::ItemRow&) { return true; }));
  EXPECT_EQ((*store)->inbox().Depth(), 0);
  EXPECT_TRUE(sqlite::MigrateSqlite({.path = Path("chartbridge.db")}, clock_, true)->empty());
}

TEST_F(SqliteOpening, ANewerStoreIsRefusedInOneSentenceAndLeftAsItIs) {
  MakeStore();
  for (const char* file : {"chartbridge.db", "keys.db"}) {
    Run(file,
        "INSERT INTO schema_version (version, name, applied) VALUES (9999, '9999-later.sql', 0)");
    const std::string before = BytesOf(file);
    ExpectRefused(Open(), "9999");
    EXPECT_EQ(BytesOf(file), before) << file;
    Run(file, "DELETE FROM schema_version WHERE version = 9999");
  }
  EXPECT_TRUE(Open());
}

TEST_F(SqliteOpening, ADatabaseOfSomethingElseIsRefusedAndLeftAsItIs) {
  Run("notes.db", "CREATE TABLE note (text TEXT)");
  const std::string before = BytesOf("notes.db");
  ExpectRefused(Open("notes.db"), "something else");
  ExpectRefused(Open("chartbridge.db", "notes.db"), "something else");
  EXPECT_FALSE(sqlite::MigrateSqlite({.path = Path("notes.db")}, clock_, false));
  EXPECT_EQ(BytesOf("notes.db"), before);
  for (const char* file : {"keys.db", "chartbridge.db", "notes.db-wal"}) {
    EXPECT_FALSE(std::filesystem::exists(Path(file))) << file;
  }
}

TEST_F(SqliteOpening, FilesThatWereMixedUpAreRefused) {
  MakeStore();
  ExpectRefused(Open("keys.db", "chartbridge.db"), "something else");
  ExpectRefused(Open("keys.db", "fresh.db"), "something else");
  ExpectRefused(Open("chartbridge.db", "chartbridge.db"), "something else");
}

TEST_F(SqliteOpening, AFileThatIsNoDatabaseIsSaidToBeNone) {
  std::ofstream(Path("notes.txt")) << std::string(4096, 'x');
  const auto refused = Open("notes.txt");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, FailureKind::kCorrupt);
  EXPECT_NE(refused.error().text.find("no SQLite database"), std::string::npos);
  EXPECT_EQ(BytesOf("notes.txt"), std::string(4096, 'x'));
}

// A10
TEST_F(SqliteOpening, WhateverAReadThrowsItsConnectionComesBackAndAFailureComesOut) {
  MakeStore();
  sqlite::Readers readers(Path("chartbridge.db"), Path("keys.db"), "", keys_);
  for (int i = 0; i < 20; ++i) {
    const auto odd = readers.Read([](sql::Session&) { throw std::runtime_error("x"); });
    ASSERT_FALSE(odd);
    EXPECT_EQ(odd.error().kind, FailureKind::kRefused);
    const auto memory = readers.Read([](sql::Session&) { throw std::bad_alloc(); });
    EXPECT_EQ(memory.error().kind, FailureKind::kFull);
    EXPECT_FALSE(readers.Read([](sql::Session& session) { session.Execute("nonsense", {}); }));
    EXPECT_FALSE(readers.Read([](sql::Session& session) { session.Execute("SELECT $1", {}); }));
  }
  EXPECT_TRUE(readers.Read(
      [](sql::Session& session) { EXPECT_FALSE(session.Execute("SELECT 1", {}).empty()); }));
}

// A10
TEST_F(SqliteOpening, WhateverAWriteThrowsIsUndoneAloneAndTheWriterGoesOn) {
  MakeStore();
  sqlite::Connection main(Path("chartbridge.db"), sqlite::Access::kReadWrite, "");
  sqlite::Connection key_file(Path("keys.db"), sqlite::Access::kReadWrite, "");
  const sql::StoreContext context{keys_, clock_, entropy_, sqlite::kDialect};
  sql::WriteQueue queue(8, 8);
  sqlite::Writer writer(main, key_file, context, queue);
  for (int i = 0; i < 3; ++i) {
    const auto odd = queue.Run([](sql::Session& session) {
      session.NewKey();
      session.Execute("DELETE FROM store", {});
      throw std::runtime_error("x");
    });
    ASSERT_FALSE(odd);
    EXPECT_EQ(odd.error().kind, FailureKind::kRefused);
  }
  EXPECT_TRUE(queue.Run([](sql::Session& session) {
    EXPECT_EQ(session.Execute("SELECT tenant FROM store", {}).rows.size(), 1U);
  }));
  EXPECT_TRUE(writer.Accepting());
}

}  // namespace
}  // namespace chartbridge::store_test
