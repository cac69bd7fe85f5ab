#include "connectors/crypto/keyring.h"

#include <gtest/gtest.h>

#include "tests/connectors/crypto/fixed_entropy.h"

namespace chartbridge::crypto {
namespace {

const std::string kFirst = "1 " + std::string(64, '1') + "\n";
const std::string kSecond = "2 " + std::string(64, 'A') + "\n";

KeyRing Ring(const std::string& master, const std::string& tenant = "clinic-a") {
  return KeyRing::Read(master, tenant).value();
}

Key DataKey() {
  Key key{};
  key.fill(9);
  return key;
}

struct BadFile {
  std::string name;
  std::string master;
  std::string sentence;
};

const std::string kForm = "is blank; it must be \"<version> <64 hexadecimal digits>\"";

const BadFile kBadFiles[] = {
    {"empty", "", "line 1 of the master key file " + kForm},
    {"only a line end", "\n", "line 1 of the master key file " + kForm},
    {"spaces", "   \n", "line 1 of the master key file " + kForm},
    {"blank second line", kFirst + "\n", "line 2 of the master key file " + kForm},
    {"key alone", std::string(64, '1'),
     "line 1 of the master key file does not begin with a version number from 1 and one space"},
    {"version 0", "0 " + std::string(64, '1'),
     "line 1 of the master key file does not begin with a version number from 1 and one space"},
    {"version too large", "4294967296 " + std::string(64, '1'),
     "line 1 of the master key file does not begin with a version number from 1 and one space"},
    {"negative version", "-1 " + std::string(64, '1'),
     "line 1 of the master key file does not begin with a version number from 1 and one space"},
    {"short", kFirst + "2 " + std::string(63, 'a'),
     "line 2 of the master key file has no key of exactly 64 hexadecimal digits"},
    {"long", "1 " + std::string(65, 'a'),
     "line 1 of the master key file has no key of exactly 64 hexadecimal digits"},
    {"not hexadecimal", "1 " + std::string(63, 'a') + "g",
     "line 1 of the master key file has a character that is not a hexadecimal digit"},
    {"same version twice", kFirst + kSecond + kFirst,
     "line 3 of the master key file repeats the version of a line above it"},
    {"oldest last", kSecond + kFirst,
     "line 2 of the master key file is out of order; the newest version stands last"},
};

TEST(KeyRing, EachBadFileIsOneSentenceWithItsLine) {
  for (const BadFile& row : kBadFiles) {
    const auto ring = KeyRing::Read(row.master, "clinic-a");
    ASSERT_FALSE(ring) << row.name;
    EXPECT_EQ(ring.error().text, row.sentence) << row.name;
  }
}

TEST(KeyRing, WithoutATenantThereAreNoKeys) { EXPECT_FALSE(KeyRing::Read(kFirst, "")); }

TEST(KeyRing, LineEndsOfAnySystemAreRead) {
  EXPECT_EQ(Ring(kFirst + kSecond).current_version(), 2U);
  EXPECT_EQ(Ring("7 " + std::string(64, '1') + "\r\n").current_version(), 7U);
  EXPECT_EQ(Ring("7 " + std::string(64, '1')).current_version(), 7U);
}

TEST(KeyRing, WhatGenerateMakesIsRead) {
  FixedEntropy entropy;
  const std::string line = KeyRing::Generate(entropy, 3);
  EXPECT_EQ(line, "3 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n");
  EXPECT_EQ(Ring(line).current_version(), 3U);
}

TEST(KeyRing, P9_ADataKeyComesBackOnlyUnderItsIdAndTenant) {
  const KeyRing ring = Ring(kFirst);
  const std::string wrapped = ring.Wrap(DataKey(), 42);
  EXPECT_EQ(ring.Unwrap(wrapped, 42).value(), DataKey());
  EXPECT_EQ(ring.Unwrap(wrapped, 43).error().kind, FailureKind::kCorrupt);
  EXPECT_FALSE(Ring(kFirst, "clinic-b").Unwrap(wrapped, 42));
  EXPECT_FALSE(Ring("1 " + std::string(64, '2')).Unwrap(wrapped, 42));
  EXPECT_FALSE(ring.Unwrap("", 42));
  EXPECT_FALSE(ring.Unwrap(wrapped.substr(0, 6), 42));
}

TEST(KeyRing, P9_AWrapNamesTheVersionItNeeds) {
  const KeyRing rotated = Ring(kFirst + kSecond);
  const std::string old_wrap = Ring(kFirst).Wrap(DataKey(), 42);
  EXPECT_EQ(rotated.Unwrap(old_wrap, 42).value(), DataKey());
  const auto lost = Ring(kFirst).Unwrap(rotated.Wrap(DataKey(), 42), 42);
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().kind, FailureKind::kCorrupt);
  EXPECT_EQ(
      lost.error().text,
      "a data key is wrapped under master key version 2, which the master key file does not hold");
}

TEST(KeyRing, P9_ASealedTextThatIsNoKeyIsCorrupt) {
  const Key master = [] {
    Key key{};
    key.fill(0x11);
    return key;
  }();
  const Key tenant_key = DeriveKey(master, "chartbridge tenant|clinic-a");
  const std::string wrapped = Seal(tenant_key, 1, "keys|42", "too short");
  EXPECT_EQ(Ring(kFirst).Unwrap(wrapped, 42).error().text, "a data key has the wrong length");
}

TEST(KeyRing, LookupsStayWhenTheMasterKeyRotates) {
  EXPECT_EQ(Ring(kFirst).Lookup("phone", "34600000000"),
            Ring(kFirst + kSecond).Lookup("phone", "34600000000"));
}

TEST(KeyRing, LookupsKeepKindsValuesAndTenantsApart) {
  const KeyRing ring = Ring(kFirst);
  EXPECT_EQ(ring.Lookup("phone", "34600000000").size(), 16U);
  EXPECT_NE(ring.Lookup("phone", "1"), ring.Lookup("id", "1"));
  EXPECT_NE(ring.Lookup("phone", "1"), ring.Lookup("phone", "2"));
  EXPECT_NE(ring.Lookup("ab", "c"), ring.Lookup("a", "bc"));
  EXPECT_NE(ring.Lookup("phone", "1"), Ring(kFirst, "clinic-b").Lookup("phone", "1"));
}

}  // namespace
}  // namespace chartbridge::crypto
