// The engines behind one face, so that each case of the contract runs on all of them.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "connectors/crypto/keyring.h"
#include "connectors/sql/store.h"

namespace chartbridge::store_test {

enum class EngineKind { kMemory, kSqlite, kPostgres };
std::string ToString(EngineKind kind);

// Its wall stands still until it is told; deadlines are real.
class TestClock final : public Clock {
 public:
  Instant Now() const override { return FromUnixMillis(now_.load()); }
  std::chrono::steady_clock::time_point Steady() const override {
    return std::chrono::steady_clock::now();
  }
  bool WaitUntil(std::stop_token, std::chrono::steady_clock::time_point) override { return true; }
  void Move(Milliseconds by) { now_ += by.count(); }

 private:
  std::atomic<std::int64_t> now_{1'795'327'200'000};
};

struct TemporaryFolder {
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::string path;
};

crypto::KeyRing TestKeyRing(const std::string& tenant);

// A fresh, empty store; what it leaves behind goes with it.
class StoreUnderTest {
 public:
  virtual ~StoreUnderTest() = default;
  virtual sql::Store& store() = 0;
  // Closes and opens again, as a restart does.
  virtual void Reopen() = 0;
  // As a process does that ends; Reopen comes next.
  virtual void Shut() = 0;
  // Another process on the same data.
  virtual std::unique_ptr<sql::Store> OpenSecond() = 0;
  // Runs SQL on the store's tables behind its back; false when the engine refused it.
  virtual bool Sabotage(const std::string& statement) = 0;
  // All that these tables hold, bytes as they are; "" where there are no tables.
  virtual std::string Dump(const std::vector<std::string>& tables) = 0;
  virtual Result<std::vector<std::string>, Failure> Migrate(bool dry_run) = 0;
  TestClock& clock() { return clock_; }

 protected:
  TestClock clock_;
};

// nullptr when the engine is not installed here.
std::unique_ptr<StoreUnderTest> MakeStore(EngineKind kind);

// A fresh, empty store with the caller's clock and randomness; its data go when the process ends.
// nullptr when the engine is not installed here.
std::unique_ptr<sql::Store> MakeStoreOn(EngineKind kind, Clock& clock, Entropy& entropy);

// Base of the contract's cases.
class StoreContract : public ::testing::TestWithParam<EngineKind> {
 protected:
  void SetUp() override;
  sql::Store& store() { return under_test_->store(); }
  bridge::Inbox& inbox() { return store().inbox(); }
  bridge::Items& items() { return store().items(); }
  bridge::Links& links() { return store().links(); }
  bridge::WorkQueue& work() { return store().work(); }
  bridge::ItemQueries& queries() { return store().queries(); }
  bridge::Housekeeping& housekeeping() { return store().housekeeping(); }
  TestClock& clock() { return under_test_->clock(); }
  Instant now() { return clock().Now(); }
  Instant later(int seconds) { return now() + std::chrono::seconds(seconds); }
  static Deadline Soon() { return std::chrono::steady_clock::now() + std::chrono::seconds(30); }

  bridge::RawDelivery Delivery(const std::string& body);
  bridge::Seq Append(const std::string& body);
  // An item of that key, parsed, to be matched now; its content is "{}".
  bridge::NewItem Item(int number, const std::string& phone = "972500000001");
  static bridge::ItemKey Key(int number);
  // Appends a delivery and splits it wholly into these.
  void Split(const std::vector<bridge::NewItem>& items);
  bridge::ItemRow Find(int number);
  // A step of `lease` from the item as it stands, which leaves it there; to be adorned by the case.
  bridge::ItemStep Step(int number, const std::string& lease);
  // Leases the line that is due next; fails the case when nothing is.
  bridge::LineWork Claim(const std::string& owner, bridge::Claim claim = bridge::Claim::kAll);

  std::unique_ptr<StoreUnderTest> under_test_;
};

// One suite on every engine, and one on those that have files or tables.
#define STORE_CONTRACT(suite)                                                             \
  INSTANTIATE_TEST_SUITE_P(                                                               \
      Engines, suite,                                                                     \
      ::testing::Values(EngineKind::kMemory, EngineKind::kSqlite, EngineKind::kPostgres), \
      [](const auto& param_info) { return ToString(param_info.param); })

#define ENGINE_CONTRACT(suite)                                                            \
  INSTANTIATE_TEST_SUITE_P(Engines, suite,                                                \
                           ::testing::Values(EngineKind::kSqlite, EngineKind::kPostgres), \
                           [](const auto& param_info) { return ToString(param_info.param); })

}  // namespace chartbridge::store_test
