#include "bridge/audit/anchor.h"

#include <gtest/gtest.h>

#include "fhir/json/parse.h"

namespace chartbridge::bridge::audit {
namespace {

// RFC 8032 section 7.1, test 1: the seed of the shared vectors, and its public key.
constexpr std::array<unsigned char, 32> kSeed{
    0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4,
    0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60};
constexpr char kPublic[] = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

SignedAnchor Sample() {
  const ChainHead head{.chain = "c1", .seq = 5, .hash = std::string(64, 'a')};
  return SignAnchor(NextAnchor(head, nullptr, "k1", FromUnixMillis(1'795'327'200'000)), kSeed);
}

TEST(Anchor, TheSharedVectorIsWhatTheSeedSigns) {
  const Anchor anchor{"c5f1a6d2e09b4c7788aa11bb22cc33dd", 5,
                      "2df6cfea91eaeaec11569f29fa5238209bceba7464b92c1e6d9232a787074229",
                      "2026-11-22T06:15:00.000Z", "anchor-2026-1"};
  EXPECT_EQ(SignAnchor(anchor, kSeed).signature,
            "4892e1e0a75c46711614331842f35a3071e6a12d195bb4c4377503bbbcbbcdd5"
            "591950dba06636a861b02717e4cbec2e6d764d1d7de6b75e43cb6cb642f2d200");
  EXPECT_EQ(PublicKeyOf(kSeed), kPublic);
}

TEST(Anchor, ALineComesBackAsItWas) {
  const SignedAnchor anchor = Sample();
  const auto read = ReadAnchorLine(WriteAnchorLine(anchor));
  ASSERT_TRUE(read) << read.error().text;
  EXPECT_TRUE(IsSignedBy(*read, kPublic));
  EXPECT_EQ(CanonicalAnchor(read->anchor), CanonicalAnchor(anchor.anchor));
}

TEST(Anchor, AnyChangeBreaksTheSignature) {
  const SignedAnchor good = Sample();
  SignedAnchor bad = good;
  bad.anchor.seq = 6;
  EXPECT_FALSE(IsSignedBy(bad, kPublic));
  bad = good;
  bad.anchor.hash[0] = 'b';
  EXPECT_FALSE(IsSignedBy(bad, kPublic));
  bad = good;
  bad.signature[0] = bad.signature[0] == '0' ? '1' : '0';
  EXPECT_FALSE(IsSignedBy(bad, kPublic));
  bad.signature = "00";
  EXPECT_FALSE(IsSignedBy(bad, kPublic));
  EXPECT_FALSE(IsSignedBy(good, std::string(64, '1')));
  EXPECT_FALSE(IsSignedBy(good, "short"));
}

TEST(Anchor, EachNamesTheOneBefore) {
  const SignedAnchor first = Sample();
  const ChainHead head{.chain = "c1", .seq = 9, .hash = std::string(64, 'b')};
  EXPECT_EQ(NextAnchor(head, &first.anchor, "k1", Instant{}).prev_anchor, AnchorHash(first.anchor));
}

TEST(Anchor, LinesThatAreNoAnchorAreRefused) {
  const std::string good = WriteAnchorLine(Sample());
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string line = good;
    return line.replace(line.find(from), from.size(), to);
  };
  for (const std::string& line :
       {std::string("{}"), std::string("nonsense"), std::string(), with("\"v\":1", "\"v\":2"),
        with("\"seq\":5", "\"seq\":-5"), with("\"seq\":5", "\"seq\":\"5\""),
        with("\"v\":1", "\"v\":1,\"extra\":1"), with("aaaa", "AAAA"),
        with("\"signature\":\"", "\"signature\":\"00")}) {
    EXPECT_FALSE(ReadAnchorLine(line)) << line;
  }
}

}  // namespace
}  // namespace chartbridge::bridge::audit
