// The engines behind one face, so that each case of the contract runs on all of them.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>

#include "bridge/ports/clock.h"
#include "connectors/crypto/keyring.h"
#include "connectors/sql/store.h"

namespace chartbridge::store_test {

enum class EngineKind { kMemory, kSqlite, kPostgres };
std::string ToString(EngineKind kind);

// Stands still until it is told.
class TestClock final : public bridge::Clock {
 public:
  Instant Now() const override { return FromUnixMillis(now_.load()); }
  std::chrono::steady_clock::time_point Steady() const override { return {}; }
  bool WaitUntil(std::stop_token, std::chrono::steady_clock::time_point) override { return true; }
  void Move(Milliseconds by) { now_ += by.count(); }

 private:
  std::atomic<std::int64_t> now_{1'795'327'200'000};
};

crypto::KeyRing TestKeyRing(const std::string& tenant);

// A fresh, empty store; what it leaves behind goes with it.
class StoreUnderTest {
 public:
  virtual ~StoreUnderTest() = default;
  virtual sql::Store& store() = 0;
  // Closes and opens again, as a restart does.
  virtual void Reopen() = 0;
  // Another process on the same data.
  virtual std::unique_ptr<sql::Store> OpenSecond() = 0;
  // Runs SQL on the store's tables behind its back; false when the engine refused it.
  virtual bool Sabotage(const std::string& statement) = 0;
  virtual TestClock& clock() = 0;
};

// nullptr when the engine is not installed here.
std::unique_ptr<StoreUnderTest> MakeStore(EngineKind kind);

// Base of the contract's cases.
class StoreContract : public ::testing::TestWithParam<EngineKind> {
 protected:
  void SetUp() override;
  sql::Store& store() { return under_test_->store(); }
  bridge::Inbox& inbox() { return store().inbox(); }
  bridge::Ledger& ledger() { return store().ledger(); }
  TestClock& clock() { return under_test_->clock(); }
  Instant now() { return clock().Now(); }

  std::unique_ptr<StoreUnderTest> under_test_;
};

#define STORE_CONTRACT(suite)                                                                 \
  INSTANTIATE_TEST_SUITE_P(Engines, suite,                                                    \
                           ::testing::Values(EngineKind::kMemory, EngineKind::kSqlite,        \
                                             EngineKind::kPostgres),                          \
                           [](const auto& param_info) { return ToString(param_info.param); })

}  // namespace chartbridge::store_test
