#include <gtest/gtest.h>

#include "connectors/crypto/crypto.h"

namespace chartbridge::crypto {
namespace {

TEST(Sha256, TheVectorsOfFips180) {
  EXPECT_EQ(ToHex(Sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(ToHex(Sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

struct HmacVector {
  std::string name;
  std::string key;
  std::string bytes;
  std::string want;  // begins with
};

// RFC 4231 section 4; case 5 is truncated to 128 bits there.
const HmacVector kRfc4231[] = {
    {"case 1", std::string(20, '\x0b'), "Hi There",
     "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
    {"case 2", "Jefe", "what do ya want for nothing?",
     "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
    {"case 3", std::string(20, '\xaa'), std::string(50, '\xdd'),
     "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
    {"case 4", FromHex("0102030405060708090a0b0c0d0e0f10111213141516171819").value(),
     std::string(50, '\xcd'), "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
    {"case 5", std::string(20, '\x0c'), "Test With Truncation", "a3b6167473100ee06e0c796c2955552b"},
    {"case 6", std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
     "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
    {"case 7", std::string(131, '\xaa'),
     "This is a test using a larger than block-size key and a larger than block-size data. The key "
     "needs to be hashed before being used by the HMAC algorithm.",
     "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
};

TEST(Hmac, TheVectorsOfRfc4231) {
  for (const HmacVector& row : kRfc4231) {
    EXPECT_TRUE(ToHex(HmacSha256(row.key, row.bytes)).starts_with(row.want)) << row.name;
  }
}

TEST(Hmac, AnEmptyKeyIsNotTheKeyOfLastTime) {
  const Digest empty = HmacSha256(std::string_view(), "x");
  HmacSha256("another", "x");
  EXPECT_EQ(HmacSha256(std::string_view(), "x"), empty);
}

TEST(ConstantTimeEqual, LooksAtEveryByteAndTheLength) {
  EXPECT_TRUE(ConstantTimeEqual("", ""));
  EXPECT_TRUE(ConstantTimeEqual("secret", "secret"));
  EXPECT_FALSE(ConstantTimeEqual("secret", "secreT"));
  EXPECT_FALSE(ConstantTimeEqual("secret", "Secret"));
  EXPECT_FALSE(ConstantTimeEqual("secret", "secre"));
  EXPECT_FALSE(ConstantTimeEqual("secret", ""));
}

}  // namespace
}  // namespace chartbridge::crypto
