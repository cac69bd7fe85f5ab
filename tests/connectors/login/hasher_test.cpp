#include "connectors/login/hasher.h"

#include <gtest/gtest.h>

#include <thread>

#include "connectors/crypto/crypto.h"

namespace chartbridge::login {
namespace {

class HasherTest : public ::testing::Test {
 protected:
  crypto::SystemEntropy entropy;
  Hasher hasher{entropy};
};

TEST_F(HasherTest, VerifiesTheVectorOfTheReferenceImplementation) {
  const std::string encoded =
      "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
  EXPECT_TRUE(*hasher.VerifyPassword(encoded, "password"));
  EXPECT_FALSE(*hasher.VerifyPassword(encoded, "passwore"));
}

TEST_F(HasherTest, AHashNamesItsCostAndHasASaltOfItsOwn) {
  const std::string one = *hasher.HashPassword("a lamp beside the door");
  const std::string two = *hasher.HashPassword("a lamp beside the door");
  EXPECT_TRUE(one.starts_with("$argon2id$v=19$m=65536,t=3,p=1$")) << one;
  EXPECT_NE(one, two);
  EXPECT_TRUE(*hasher.VerifyPassword(one, "a lamp beside the door"));
  EXPECT_FALSE(*hasher.VerifyPassword(one, "a lamp beside the doo"));
  EXPECT_FALSE(*hasher.VerifyPassword(one, std::string("a lamp beside the door\0", 23)));
}

TEST_F(HasherTest, NothingFitsTheHashOfNothingOrABrokenOne) {
  const std::string nothing = hasher.HashOfNothing();
  EXPECT_EQ(nothing.size(), hasher.HashPassword("x")->size());
  EXPECT_FALSE(*hasher.VerifyPassword(nothing, ""));
  for (const char* broken : {"", "$", "$argon2id$", "$argon2id$v=19$m=65536,t=3,p=1$AAAA$"})
    EXPECT_FALSE(*hasher.VerifyPassword(broken, "password"));
}

TEST_F(HasherTest, ACodeIsFoundAmongThoseThatAreLeft) {
  const std::vector<std::string> hashes = *hasher.HashCodes({"AAAAAAAAAA", "BBBBBBBBBB"});
  EXPECT_TRUE(hashes[0].starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << hashes[0];
  EXPECT_EQ(*hasher.FindCode(hashes, "BBBBBBBBBB"), 1U);
  EXPECT_EQ(*hasher.FindCode(hashes, "CCCCCCCCCC"), 2U);
  EXPECT_EQ(*hasher.FindCode({}, "CCCCCCCCCC"), 0U);
  EXPECT_EQ(*hasher.FindCode({"broken"}, "CCCCCCCCCC"), 1U);
}

TEST_F(HasherTest, AFloodIsTurnedAwayInsteadOfTakingTheMemory) {
  std::atomic<int> told{0};
  std::atomic<int> turned_away{0};
  std::vector<std::jthread> crowd;
  for (int n = 0; n < 40; ++n) {
    crowd.emplace_back(
        [&] { hasher.VerifyPassword(hasher.HashOfNothing(), "a lamp") ? ++told : ++turned_away; });
  }
  crowd.clear();
  EXPECT_EQ(told + turned_away, 40);
  EXPECT_GE(told, 16);
  EXPECT_TRUE(hasher.HashPassword("afterwards there is room again"));
}

}  // namespace
}  // namespace chartbridge::login
