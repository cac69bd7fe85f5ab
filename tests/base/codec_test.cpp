#include <gtest/gtest.h>

#include <set>

#include "base/id.h"
#include "connectors/crypto/crypto.h"
#include "tests/connectors/crypto/fixed_entropy.h"

namespace chartbridge::crypto {
namespace {

TEST(Hex, ComesBackAsItWas) {
  std::string all;
  for (int i = 0; i < 256; ++i) all.push_back(static_cast<char>(i));
  const std::string hex = ToHex({reinterpret_cast<const unsigned char*>(all.data()), all.size()});
  EXPECT_EQ(FromHex(hex).value(), all);
  EXPECT_EQ(FromHex("0aFF").value(), "\x0a\xff");
  EXPECT_EQ(FromHex("").value(), "");
}

TEST(Hex, OddLengthAndOtherCharactersAreRefused) {
  for (const char* text : {"0", "0g", "g0", " 0", "0x00", "00 "})
    EXPECT_FALSE(FromHex(text)) << text;
}

TEST(Base64, TheVectorsOfRfc4648) {
  const std::pair<const char*, const char*> rows[] = {{"", ""},
                                                      {"f", "Zg=="},
                                                      {"fo", "Zm8="},
                                                      {"foo", "Zm9v"},
                                                      {"foob", "Zm9vYg=="},
                                                      {"fooba", "Zm9vYmE="},
                                                      {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, text] : rows) {
    EXPECT_EQ(ToBase64(plain), text);
    EXPECT_EQ(FromBase64(text).value(), plain);
  }
}

TEST(Base64, WhiteSpaceUrlAlphabetAndWrongPaddingAreRefused) {
  for (const char* text : {"Zg", "Zg=", "Zg===", "=", "====", "Z===", "Zm9v\n", " Zm9v", "Zm-_",
                           "Zm9v=", "Zg==Zg==", "Zm9\xc3"}) {
    EXPECT_FALSE(FromBase64(text)) << text;
  }
}

TEST(RandomUuid, IsVersion4) {
  FixedEntropy entropy;
  EXPECT_EQ(RandomUuid(entropy), "00010203-0405-4607-8809-0a0b0c0d0e0f");
}

TEST(RandomUuid, TheMachineNeverRepeatsOne) {
  SystemEntropy entropy;
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string uuid = RandomUuid(entropy);
    EXPECT_TRUE(IsUuid(uuid));
    EXPECT_TRUE(seen.insert(uuid).second);
  }
}

}  // namespace
}  // namespace chartbridge::crypto
