#include "connectors/crypto/hkdf.h"

#include <gtest/gtest.h>

#include "connectors/crypto/crypto.h"

namespace chartbridge::crypto {
namespace {

std::string Hex(std::string_view bytes) {
  return ToHex({reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()});
}

std::string Sequence(int from, int to) {
  std::string bytes;
  for (int i = from; i <= to; ++i) bytes.push_back(static_cast<char>(i));
  return bytes;
}

// RFC 5869 appendix A, the three cases of SHA-256.
TEST(Hkdf, TheVectorsOfRfc5869) {
  EXPECT_EQ(Hex(Hkdf(std::string(22, '\x0b'), Sequence(0x00, 0x0c), Sequence(0xf0, 0xf9), 42)),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  EXPECT_EQ(Hex(Hkdf(Sequence(0x00, 0x4f), Sequence(0x60, 0xaf), Sequence(0xb0, 0xff), 82)),
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41"
            "c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87");
  EXPECT_EQ(Hex(Hkdf(std::string(22, '\x0b'), "", "", 42)),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

TEST(Hkdf, MoreThanTheRfcAllowsEndsTheProcess) {
  EXPECT_EQ(Hkdf("key", "", "", 255 * 32).size(), 255U * 32U);
  EXPECT_THROW(Hkdf("key", "", "", 255 * 32 + 1), std::runtime_error);
}

TEST(DeriveKey, EachPurposeAndEachMasterHasItsOwnKey) {
  Key master{};
  master.fill(1);
  Key other{};
  other.fill(2);
  EXPECT_EQ(DeriveKey(master, "a"), DeriveKey(master, "a"));
  EXPECT_NE(DeriveKey(master, "a"), DeriveKey(master, "b"));
  EXPECT_NE(DeriveKey(master, "a"), DeriveKey(other, "a"));
  const Key derived = DeriveKey(master, "a");
  EXPECT_EQ(Hkdf(std::string(32, '\x01'), "", "a", 32),
            std::string(reinterpret_cast<const char*>(derived.data()), derived.size()));
}

}  // namespace
}  // namespace chartbridge::crypto
