// SQLite and the disk: what fails, what is refused, what is left in the files.
#include <sqlite3.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <latch>
#include <sstream>
#include <thread>

#include "connectors/sqlite/sqlite_store.h"
#include "tests/connectors/store/failing_vfs.h"
#include "tests/connectors/store/store_under_test.h"

namespace chartbridge::store_test {
namespace {

// Holds up whoever asks, which is the writer when it makes a key.
class GatedEntropy final : public Entropy {
 public:
  void Fill(std::span<unsigned char> bytes) override {
    if (closed_.load()) {
      arrived_.store(true);
      arrived_.notify_all();
      closed_.wait(true);
    }
    entropy_.Fill(bytes);
  }
  void Close() { closed_.store(true); }
  void AwaitSomebody() { arrived_.wait(false); }
  void Open() {
    closed_.store(false);
    closed_.notify_all();
  }

 private:
  crypto::SystemEntropy entropy_;
  std::atomic<bool> closed_{false};
  std::atomic<bool> arrived_{false};
};

class SqliteDisk : public ::testing::Test {
 protected:
  SqliteDisk() { Open(); }
  ~SqliteDisk() override { store_.reset(); }

  sqlite::SqliteSettings Settings() {
    return {.path = folder_.path + "/chartbridge.db", .vfs = vfs_.name(), .queue_limit = 8};
  }
  void Open() {
    store_.reset();
    auto opened = sqlite::OpenSqlite(Settings(), keys_, clock_, entropy_);
    ASSERT_TRUE(opened) << opened.error().text;
    store_ = *std::move(opened);
  }
  Result<bridge::Seq, Failure> Append(const std::string& body, std::chrono::milliseconds patience) {
    return store_->inbox().AppendAndWait({"whatsapp-cloud", {"main"}, body, clock_.Now()},
                                         std::chrono::steady_clock::now() + patience);
  }
  Result<bridge::Seq, Failure> Append(const std::string& body) {
    return Append(body, std::chrono::seconds(30));
  }
  std::string FilesOf(const std::string& database) {
    std::stringstream all;
    for (const char* suffix : {"", "-wal", "-journal"}) {
      std::ifstream file(folder_.path + "/" + database + suffix, std::ios::binary);
      if (file) all << file.rdbuf();
    }
    return all.str();
  }
  std::string WrappedKey(std::int64_t id) {
    sqlite3* db = nullptr;
    sqlite3_open((folder_.path + "/keys.db").c_str(), &db);
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(db, "SELECT wrapped FROM data_key WHERE id = ?", -1, &statement, nullptr);
    sqlite3_bind_int64(statement, 1, id);
    std::string wrapped;
    if (sqlite3_step(statement) == SQLITE_ROW) {
      wrapped.assign(static_cast<const char*>(sqlite3_column_blob(statement, 0)),
                     std::size_t(sqlite3_column_bytes(statement, 0)));
    }
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return wrapped;
  }

  TemporaryFolder folder_;
  FailingVfs vfs_;
  TestClock clock_;
  GatedEntropy entropy_;
  crypto::KeyRing keys_ = TestKeyRing("demo");
  std::unique_ptr<sql::Store> store_;
};

TEST_F(SqliteDisk, P1AfterAFailedSyncEverythingIsRefusedUntilARestart) {
  ASSERT_TRUE(Append("kept"));
  vfs_.sync_fails = true;
  const auto lost = Append("in doubt");
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().kind, FailureKind::kCorrupt);
  vfs_.sync_fails = false;
  EXPECT_FALSE(store_->inbox().Accepting());
  EXPECT_TRUE(store_->Broken()) << "serve ends by this";
  EXPECT_EQ(Append("too late").error().kind, FailureKind::kCorrupt);
  EXPECT_EQ(store_->audit().Append({{.ev = "x"}}).error().kind, FailureKind::kCorrupt);
  EXPECT_TRUE(store_->queries().CountsByProgress()) << "reading goes on";

  Open();
  EXPECT_TRUE(store_->inbox().Accepting());
  EXPECT_FALSE(store_->Broken());
  const auto claimed = store_->inbox().Claim("w", clock_.Now(), clock_.Now(), 10);
  ASSERT_TRUE(claimed);
  ASSERT_GE(claimed->size(), 1U);
  EXPECT_EQ(claimed->front().raw.body, "kept");
}

TEST_F(SqliteDisk, AFullDiskRefusesOnlyAsLongAsItIsFull) {
  ASSERT_TRUE(Append("first"));
  vfs_.disk_full = true;
  const auto refused = Append("second");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, FailureKind::kFull);
  EXPECT_FALSE(store_->inbox().Accepting());
  EXPECT_FALSE(store_->Broken()) << "room comes back";
  EXPECT_TRUE(store_->queries().CountsByProgress());
  vfs_.disk_full = false;
  EXPECT_TRUE(Append("third"));
  EXPECT_TRUE(store_->inbox().Accepting());
  EXPECT_EQ(store_->inbox().Depth(), 2);
}

TEST_F(SqliteDisk, AFullDiskIsFoundToHaveRoomAgainThoughNobodyAppends) {
  vfs_.disk_full = true;
  ASSERT_FALSE(Append("x"));
  vfs_.disk_full = false;
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!store_->inbox().Accepting() && std::chrono::steady_clock::now() < give_up) {
    std::this_thread::yield();
  }
  EXPECT_TRUE(store_->inbox().Accepting());
}

TEST_F(SqliteDisk, OneBadUnitDoesNotSinkItsGroup) {
  entropy_.Close();
  std::vector<std::jthread> callers;
  std::atomic<int> stored{0};
  callers.emplace_back([&] { stored += Append("holds the writer").has_value(); });
  entropy_.AwaitSomebody();
  std::atomic<int> refused{0};
  std::latch started(4);
  for (int i = 0; i < 3; ++i) {
    callers.emplace_back([&] {
      started.count_down();
      stored += Append("good").has_value();
    });
  }
  callers.emplace_back([&] {
    bridge::ItemStep unknown;
    unknown.before.key = "00000000-0000-5000-8000-000000000001";
    started.count_down();
    refused += !store_->items().Record(unknown).has_value();
  });
  started.wait();
  entropy_.Open();
  callers.clear();
  EXPECT_EQ(stored, 4);
  EXPECT_EQ(refused, 1);
  EXPECT_EQ(store_->inbox().Depth(), 4);
}

TEST_F(SqliteDisk, AFullQueueAndADeadlineSayFull) {
  entropy_.Close();
  std::vector<std::jthread> callers;
  callers.emplace_back([&] { EXPECT_TRUE(Append("holds the writer")); });
  entropy_.AwaitSomebody();
  // Told by the queue itself, so that it is out of the queue by then.
  std::promise<FailureKind> late;
  store_->inbox().Append({"whatsapp-cloud", {"main"}, "has no time", clock_.Now()},
                         std::chrono::steady_clock::now() + std::chrono::milliseconds(1),
                         [&](const Result<bridge::Seq, Failure>& outcome) {
                           late.set_value(outcome ? FailureKind::kInDoubt : outcome.error().kind);
                         });
  EXPECT_EQ(late.get_future().get(), FailureKind::kFull);
  for (int i = 0; i < 8; ++i) callers.emplace_back([&] { EXPECT_TRUE(Append("waits")); });
  while (store_->inbox().Accepting()) std::this_thread::yield();
  const auto full = Append("one too many");
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().kind, FailureKind::kFull);
  entropy_.Open();
  callers.clear();
  EXPECT_EQ(store_->inbox().Depth(), 9) << "what was withdrawn was not stored";
}

TEST_F(SqliteDisk, ACallerIsToldAtItsDeadlineThoughTheDiskHangs) {
  entropy_.Close();
  const auto append = [&](std::promise<FailureKind>& told) {
    store_->inbox().Append({"whatsapp-cloud", {"main"}, "x", clock_.Now()},
                           std::chrono::steady_clock::now() + std::chrono::milliseconds(20),
                           [&](const Result<bridge::Seq, Failure>& outcome) {
                             told.set_value(outcome ? FailureKind::kInDoubt : outcome.error().kind);
                           });
  };
  std::promise<FailureKind> in_hand;
  append(in_hand);
  entropy_.AwaitSomebody();
  std::promise<FailureKind> queued;
  append(queued);
  EXPECT_EQ(in_hand.get_future().get(), FailureKind::kFull);
  EXPECT_EQ(queued.get_future().get(), FailureKind::kFull);
  entropy_.Open();
  ASSERT_TRUE(Append("next"));
  const auto claimed = store_->inbox().Claim("w", clock_.Now(), clock_.Now(), 10);
  ASSERT_TRUE(claimed);
  EXPECT_EQ(claimed->size(), 2U) << "what was withdrawn from the queue was not stored";
}

TEST_F(SqliteDisk, P9ADestroyedKeyIsInNoFile) {
  const auto key = store_->keys().CreateKey();
  const auto kept = store_->keys().CreateKey();
  ASSERT_TRUE(key && kept);
  const std::string wrapped = WrappedKey(key->id());
  const std::string other = WrappedKey(kept->id());
  ASSERT_GE(wrapped.size(), 32U);
  ASSERT_NE(FilesOf("keys.db").find(wrapped), std::string::npos);
  ASSERT_TRUE(store_->keys().DestroyKey(key->id()));
  // Whoever opens the store first finishes what was left undone; the first one stays open.
  const auto second = sqlite::OpenSqlite(Settings(), keys_, clock_, entropy_);
  ASSERT_TRUE(second);
  EXPECT_EQ(FilesOf("keys.db").find(wrapped), std::string::npos);
  EXPECT_EQ(FilesOf("chartbridge.db").find(wrapped), std::string::npos);
  EXPECT_NE(FilesOf("keys.db").find(other), std::string::npos);
}

TEST_F(SqliteDisk, P9TheWriterTakesDestroyedKeysOutOfTheFilesByItself) {
  const auto key = store_->keys().CreateKey();
  ASSERT_TRUE(key);
  const std::string wrapped = WrappedKey(key->id());
  ASSERT_TRUE(store_->keys().DestroyKey(key->id()));
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (FilesOf("keys.db").find(wrapped) != std::string::npos &&
         std::chrono::steady_clock::now() < give_up) {
    std::this_thread::yield();
  }
  EXPECT_EQ(FilesOf("keys.db").find(wrapped), std::string::npos);
}

TEST_F(SqliteDisk, P9NoContentNumberOrProvidersIdIsReadableInTheFiles) {
  bridge::NewItem item;
  item.key = "00000000-0000-5000-8000-000000000001";
  item.channel = "main";
  item.kind = "text";
  item.phone = "972509876543";
  item.business_scoped_id = "IL.canary-bsuid";
  item.provider_id = "wamid.canary-id";
  item.refers_to = "wamid.canary-target";
  item.received = clock_.Now();
  item.content = "canary-content";
  item.audit = {{.ev = "x", .subject = "Patient/canary-patient", .detail = "canary-detail"}};
  const auto seq = Append("canary-body");
  ASSERT_TRUE(seq);
  item.fingerprint = "canary-fingerprint";
  ASSERT_TRUE(store_->items().Split({{.delivery = *seq, .last = true, .items = {item}}}));
  const auto row = store_->items().Find(item.key);
  ASSERT_TRUE(row && *row);
  bridge::ItemStep step{.before = **row, .after = **row};
  step.after.filings = {{.number = 1, .state = bridge::FilingState::kMapped}};
  step.payload = "canary-payload";
  step.payload_filing = 1;
  ASSERT_TRUE(store_->items().Record(step));
  const std::string files = FilesOf("chartbridge.db") + FilesOf("keys.db");
  for (const char* plain : {"canary", "972509876543"}) {
    EXPECT_EQ(files.find(plain), std::string::npos) << plain;
  }
}

TEST_F(SqliteDisk, TheFilesAreTheirOwnersAlone) {
  ASSERT_TRUE(Append("x"));
  for (const auto& file : std::filesystem::directory_iterator(folder_.path)) {
    struct stat status {};
    ASSERT_EQ(::stat(file.path().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600U) << file.path().filename();
  }
}

TEST_F(SqliteDisk, AnotherClinicsStoreIsRefused) {
  const auto refused = sqlite::OpenSqlite(Settings(), TestKeyRing("other"), clock_, entropy_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, FailureKind::kRefused);
}

TEST_F(SqliteDisk, AFileThatIsNoDatabaseIsCorrupt) {
  std::ofstream(folder_.path + "/other.db") << std::string(4096, 'x');
  sqlite::SqliteSettings settings = Settings();
  settings.path = folder_.path + "/other.db";
  const auto refused = sqlite::OpenSqlite(settings, keys_, clock_, entropy_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, FailureKind::kCorrupt);
}

TEST_F(SqliteDisk, AFolderThatIsNotThereIsUnreachable) {
  sqlite::SqliteSettings settings = Settings();
  settings.path = folder_.path + "/nowhere/chartbridge.db";
  const auto refused = sqlite::OpenSqlite(settings, keys_, clock_, entropy_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, FailureKind::kUnreachable);
}

TEST_F(SqliteDisk, ADryRunOfTheMigrationsNamesThemAndChangesNothing) {
  sqlite::SqliteSettings settings = Settings();
  settings.path = folder_.path + "/fresh.db";
  settings.keys_path = folder_.path + "/fresh-keys.db";
  const std::vector<std::string> want{"0001-first.sql",     "0002-people.sql", "0003-filings.sql",
                                      "0004-approvals.sql", "0005-counts.sql", "0006-requests.sql",
                                      "keys-0001-first.sql"};
  for (int i = 0; i < 2; ++i) {
    const auto pending = sqlite::MigrateSqlite(settings, clock_, true);
    ASSERT_TRUE(pending);
    EXPECT_EQ(*pending, want);
  }
  EXPECT_EQ(*sqlite::MigrateSqlite(settings, clock_, false), want);
  EXPECT_TRUE(sqlite::MigrateSqlite(settings, clock_, true)->empty());
}

}  // namespace
}  // namespace chartbridge::store_test
