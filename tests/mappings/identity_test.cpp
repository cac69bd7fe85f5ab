#include "mappings/identity.h"

#include <gtest/gtest.h>

#include <set>

#include "base/id.h"

namespace chartbridge::mappings {
namespace {

// Changing one of these doubles every chart that is already written.
TEST(Identity, P2TheDerivationNeverChanges) {
  EXPECT_EQ(
      DeriveIdentity({"demo", "main", "wamid.A1", 0}, "message"),
      UuidV5("6f1d8a52-3c1e-5b7a-9d44-2f0c7e9b1a60", R"(["demo","main","wamid.A1","message",0])"));
  EXPECT_EQ(DeriveThreadIdentity("demo", "main", "c-1", "Patient/1"),
            UuidV5("6f1d8a52-3c1e-5b7a-9d44-2f0c7e9b1a60",
                   R"(["demo","main","c-1/Patient/1","thread",0])"));
}

TEST(Identity, EveryPartOfTheNameCounts) {
  const std::set<std::string> all{DeriveIdentity({"demo", "main", "a", 0}, "message"),
                                  DeriveIdentity({"demo2", "main", "a", 0}, "message"),
                                  DeriveIdentity({"demo", "main2", "a", 0}, "message"),
                                  DeriveIdentity({"demo", "main", "b", 0}, "message"),
                                  DeriveIdentity({"demo", "main", "a", 1}, "message"),
                                  DeriveIdentity({"demo", "main", "a", 0}, "task"),
                                  DeriveIdentity({"demo", "main", "a\",\"message", 0}, "x")};
  EXPECT_EQ(all.size(), 7U);
}

}  // namespace
}  // namespace chartbridge::mappings
