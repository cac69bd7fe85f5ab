// What the fake can do beyond the contract.
#include "tests/fakes/memory_store.h"

#include "tests/connectors/store/store_under_test.h"

namespace chartbridge::store_test {
namespace {

TEST(MemoryStore, WritesFailWhileToldToAndChangeNothing) {
  TestClock clock;
  crypto::SystemEntropy entropy;
  fakes::MemoryStore store(clock, entropy);
  const auto append = [&] {
    return store.inbox().Append({"whatsapp-cloud", {}, "x", clock.Now()}, clock.Steady());
  };
  ASSERT_TRUE(append());
  store.FailWrites(Failure{FailureKind::kFull, "full", {}, 0, {}});
  EXPECT_EQ(append().error().kind, FailureKind::kFull);
  EXPECT_EQ(store.audit().Append({{.ev = "x"}}).error().kind, FailureKind::kFull);
  EXPECT_FALSE(store.inbox().Accepting());
  EXPECT_EQ(store.inbox().Depth(), 1);
  EXPECT_TRUE(store.ledger().Counts());
  store.FailWrites(std::nullopt);
  EXPECT_TRUE(append());
}

}  // namespace
}  // namespace chartbridge::store_test
