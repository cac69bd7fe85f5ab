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
    return store.inbox().AppendAndWait({"whatsapp-cloud", {}, "x", clock.Now()},
                                       clock.Steady() + std::chrono::seconds(30));
  };
  ASSERT_TRUE(append());
  store.FailWrites(Failure{FailureKind::kFull, "full", {}, 0, {}});
  EXPECT_EQ(append().error().kind, FailureKind::kFull);
  EXPECT_EQ(store.audit().Append({{.ev = "x"}}).error().kind, FailureKind::kFull);
  EXPECT_FALSE(store.inbox().Accepting());
  EXPECT_EQ(store.inbox().Depth(), 1);
  EXPECT_TRUE(store.queries().CountsByProgress());
  store.FailWrites(std::nullopt);
  EXPECT_TRUE(append());
}

TEST(MemoryStore, ASingleCallFailsOrLosesItsAnswer) {
  TestClock clock;
  crypto::SystemEntropy entropy;
  fakes::MemoryStore store(clock, entropy);
  bool done = false;
  store.OrderFaults([&](std::string_view call) -> std::optional<fakes::Fault> {
    if (call != "KeyStore::CreateKey") return std::nullopt;
    return fakes::Fault{{FailureKind::kInDoubt, "lost", {}, 0, {}}, done};
  });
  EXPECT_TRUE(store.audit().Append({{.ev = "x"}}));
  EXPECT_EQ(store.keys().CreateKey().error().kind, FailureKind::kInDoubt);
  EXPECT_FALSE(store.keys().OpenKey(1)) << "it changed nothing";
  done = true;
  EXPECT_EQ(store.keys().CreateKey().error().kind, FailureKind::kInDoubt);
  EXPECT_TRUE(store.keys().OpenKey(1)) << "it took effect";
  store.OrderFaults({});
  EXPECT_TRUE(store.keys().CreateKey());
}

}  // namespace
}  // namespace chartbridge::store_test
