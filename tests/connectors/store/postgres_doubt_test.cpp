// PostgreSQL goes away: in the middle, in doubt, and for good.
#include <barrier>
#include <new>
#include <optional>
#include <pqxx/pqxx>
#include <stdexcept>
#include <thread>

#include "connectors/postgres/connection_pool.h"
#include "connectors/postgres/postgres_store.h"
#include "tests/connectors/store/postgres_server.h"
#include "tests/connectors/store/store_under_test.h"

namespace chartbridge::store_test {
namespace {

class PostgresDoubt : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { server_ = PostgresServer::Start().release(); }
  static void TearDownTestSuite() {
    delete server_;
    server_ = nullptr;
  }
  void SetUp() override {
    if (server_ == nullptr) GTEST_SKIP() << "PostgreSQL 15 is not installed";
    url_ = server_->CreateDatabase();
    auto opened = postgres::OpenPostgres({.url = url_}, keys_, clock_, entropy_);
    ASSERT_TRUE(opened) << opened.error().text;
    store_ = *std::move(opened);
  }
  void TearDown() override { store_.reset(); }

  Result<bridge::Seq, Failure> Append(const std::string& body) {
    return store_->inbox().AppendAndWait(
        {"whatsapp-cloud", {"main"}, body, clock_.Now()},
        std::chrono::steady_clock::now() + std::chrono::seconds(60));
  }
  std::string Ask(const std::string& statement) { return PostgresServer::Run(url_, statement); }
  // Ends the server's side of our connections that are `where`; how many there were.
  int Terminate(const std::string& where) {
    return std::stoi(
        Ask("SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE "
            "application_name = 'chartbridge' AND datname = current_database() AND " +
            where));
  }
  void TerminateWhenThereIsOne(const std::string& where) {
    while (Terminate(where) == 0) std::this_thread::yield();
  }

  static PostgresServer* server_;
  std::string url_;
  TestClock clock_;
  crypto::SystemEntropy entropy_;
  crypto::KeyRing keys_ = TestKeyRing("demo");
  std::unique_ptr<sql::Store> store_;
};

PostgresServer* PostgresDoubt::server_ = nullptr;

TEST_F(PostgresDoubt, ConnectionsThatDiedWhileIdleAreReplaced) {
  ASSERT_TRUE(Append("before"));
  ASSERT_TRUE(store_->queries().CountsByProgress());
  EXPECT_GT(Terminate("true"), 0);
  EXPECT_TRUE(Append("after"));
  EXPECT_TRUE(store_->queries().CountsByProgress());
  EXPECT_TRUE(store_->inbox().Accepting());
  EXPECT_EQ(Ask("SELECT COUNT(*) FROM delivery"), "2");
}

TEST_F(PostgresDoubt, P1ACommitThatWasCutAndUndoneIsDoneAgain) {
  // The commit itself waits, so that it can be cut there: before it is decided.
  Ask("CREATE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql AS "
      "$$ BEGIN PERFORM pg_sleep(600) WHERE NOT EXISTS (SELECT 1 FROM gone); RETURN NULL; END $$; "
      "CREATE TABLE gone (x INT); "
      "CREATE CONSTRAINT TRIGGER lingering AFTER INSERT ON delivery DEFERRABLE INITIALLY DEFERRED "
      "FOR EACH ROW EXECUTE FUNCTION linger()");
  std::jthread caller([&] {
    const auto stored = Append("cut");
    EXPECT_TRUE(stored) << stored.error().text;
  });
  while (Ask("SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") == "0") {
  }
  Ask("INSERT INTO gone VALUES (1)");
  TerminateWhenThereIsOne("wait_event = 'PgSleep'");
  caller.join();
  EXPECT_EQ(Ask("SELECT COUNT(*) FROM delivery"), "1");
}

TEST_F(PostgresDoubt, P2ACommitThatWasCutAfterItHappenedIsNotRepeated) {
  // A commit that waits for a replica is already in the log when it is cut.
  Ask("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
  Ask("SELECT pg_reload_conf()");
  std::jthread caller([&] {
    const auto stored = Append("once");
    EXPECT_TRUE(stored) << stored.error().text;
  });
  TerminateWhenThereIsOne("wait_event = 'SyncRep'");
  Ask("ALTER SYSTEM RESET synchronous_standby_names");
  Ask("SELECT pg_reload_conf()");
  caller.join();
  EXPECT_EQ(Ask("SELECT COUNT(*) FROM delivery"), "1");
  EXPECT_EQ(Ask("SELECT COUNT(*) FROM chartbridge_keys.data_key"), "1");
}

TEST_F(PostgresDoubt, P2AStepWhoseCommitWasCutAfterItHappenedCountsAsDone) {
  Ask("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
  Ask("SELECT pg_reload_conf()");
  std::jthread caller(
      [&] { EXPECT_TRUE(store_->audit().Append({{.ev = "once", .actor = "svc:test"}})); });
  TerminateWhenThereIsOne("wait_event = 'SyncRep'");
  Ask("ALTER SYSTEM RESET synchronous_standby_names");
  Ask("SELECT pg_reload_conf()");
  caller.join();
  EXPECT_EQ(Ask("SELECT COUNT(*) FROM audit_link"), "2");
}

TEST_F(PostgresDoubt, ADeadlockIsRepeatedUnseen) {
  // Two transactions meet the same two new contacts in opposite order.
  for (int round = 0; round < 10; ++round) {
    std::barrier both(2);
    const auto split = [&](int first, int second) {
      std::vector<bridge::NewItem> items;
      for (const int contact : {first, second}) {
        bridge::NewItem item;
        item.key = crypto::RandomUuid(entropy_);
        item.channel = "main";
        item.phone = std::to_string(1000 * round + contact);
        items.push_back(item);
      }
      const auto seq = Append("{}");
      ASSERT_TRUE(seq);
      both.arrive_and_wait();
      const auto done =
          store_->items().Split({{.delivery = *seq, .last = true, .items = std::move(items)}});
      EXPECT_TRUE(done) << done.error().text;
    };
    std::jthread one(split, 1, 2);
    std::jthread other(split, 2, 1);
  }
  EXPECT_EQ(Ask("SELECT COUNT(*) FROM item"), "40");
  EXPECT_EQ(Ask("SELECT COUNT(DISTINCT conversation) FROM item"), "20");
  EXPECT_EQ(Ask("SELECT COUNT(*) FROM conversation"), "20");
}

class PostgresPool : public PostgresDoubt {
 protected:
  void SetUp() override {
    PostgresDoubt::SetUp();
    if (server_ != nullptr) pool_.emplace(url_, context_, 1);
  }
  Result<void, Failure> Run(const std::string& statement) {
    return pool_->Write([&](sql::Session& session) { session.Execute(statement, {}); });
  }

  std::int64_t ServerProcess() {
    std::int64_t process = 0;
    EXPECT_TRUE(pool_->Read([&](sql::Session& session) {
      process = session.Execute("SELECT pg_backend_pid()", {}).front()[0].number();
    }));
    return process;
  }

  sql::StoreContext context_{keys_, clock_, entropy_, postgres::kDialect};
  std::optional<postgres::ConnectionPool> pool_;
};

// A10
TEST_F(PostgresPool, AStatementThatCannotBePreparedSpoilsNoOther) {
  const std::int64_t server_process = ServerProcess();
  for (int i = 0; i < 3; ++i) {
    const auto refused = Run("SELECT nothing FROM nowhere" + std::to_string(i));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, FailureKind::kRefused);
    const auto next = Run("SELECT 1 + " + std::to_string(i));
    EXPECT_TRUE(next) << next.error().text;
  }
  EXPECT_EQ(ServerProcess(), server_process) << "the connection is still good";
  const auto deferred = pool_->Write([](sql::Session& session) {
    session.ExecuteDeferred("DELETE FROM nowhere", {});
    session.ExecuteDeferred("DELETE FROM account", {});
  });
  EXPECT_FALSE(deferred);
  EXPECT_TRUE(pool_->Write(
      [](sql::Session& session) { session.ExecuteDeferred("DELETE FROM api_token", {}); }));
}

// A10
TEST_F(PostgresPool, WhateverAClosureThrowsItsConnectionComesBackAndAFailureComesOut) {
  for (int i = 0; i < 3; ++i) {
    const auto read = pool_->Read([](sql::Session&) { throw std::runtime_error("x"); });
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().kind, FailureKind::kRefused);
    const auto written = pool_->Write([](sql::Session& session) {
      session.Execute("DELETE FROM schema_version", {});
      throw std::bad_alloc();
    });
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, FailureKind::kFull);
  }
  EXPECT_TRUE(Run("SELECT 1"));
  EXPECT_NE(Ask("SELECT COUNT(*) FROM schema_version"), "0");
}

TEST_F(PostgresDoubt, ADatabaseOfSomethingElseIsRefusedAndLeftAlone) {
  const std::string other = server_->CreateDatabase();
  PostgresServer::Run(other, "CREATE TABLE schema_version (installed_rank INT, script TEXT)");
  const auto refused = postgres::OpenPostgres({.url = other}, keys_, clock_, entropy_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, FailureKind::kRefused);
  EXPECT_NE(refused.error().text.find("something else"), std::string::npos);
  EXPECT_EQ(
      PostgresServer::Run(other, "SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'"),
      "1");
}

// A14
TEST_F(PostgresDoubt, AStoreThatIsCurrentOpensWhileAnotherReplicaMigrates) {
  pqxx::connection migrating(url_);
  pqxx::work lock(migrating);
  lock.exec("SELECT pg_advisory_xact_lock(4846211597)");
  const auto second = postgres::OpenPostgres({.url = url_}, keys_, clock_, entropy_);
  ASSERT_TRUE(second) << second.error().text;
  EXPECT_TRUE((*second)->queries().CountsByProgress());
}

TEST_F(PostgresDoubt, AServerThatIsAwayIsUnreachable) {
  const auto refused = postgres::OpenPostgres({.url = "postgresql://chartbridge@/x?host=/nowhere"},
                                              keys_, clock_, entropy_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, FailureKind::kUnreachable);
}

TEST_F(PostgresDoubt, ADatabaseThatIsGoneMeansSendItAgain) {
  ASSERT_TRUE(Append("before"));
  server_->DropDatabase(url_);
  const auto refused = Append("after");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, FailureKind::kFull);
  EXPECT_FALSE(store_->inbox().Accepting());
  EXPECT_EQ(store_->queries().CountsByProgress().error().kind, FailureKind::kUnreachable);
}

}  // namespace
}  // namespace chartbridge::store_test
