#include "base/id.h"

#include <gtest/gtest.h>

namespace chartbridge::fhir {
namespace {

constexpr const char* kDns = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";

TEST(UuidV5, ThePublishedVectorsHold) {
  EXPECT_EQ(UuidV5(kDns, "www.example.com"),
            "2ed6657d-e927-568b-95e1-2665a8aea6a2");  // RFC 9562 A.4
  EXPECT_EQ(UuidV5(kDns, "python.org"), "886313e1-3b8a-5372-9b90-0c9aee199e5d");
}

TEST(UuidV5, ResultIsAUuidOfVersion5AndVariant1) {
  const std::string uuid = UuidV5(kDns, "");
  ASSERT_TRUE(IsUuid(uuid));
  EXPECT_EQ(uuid[14], '5');
  EXPECT_NE(std::string("89ab").find(uuid[19]), std::string::npos);
}

TEST(UuidV5, ANamespaceThatIsNoUuidIsABrokenInvariant) {
  EXPECT_THROW(UuidV5("nonsense", "x"), std::logic_error);
}

TEST(IsUuid, OnlyLowerCaseHexInTheRightPlaces) {
  EXPECT_TRUE(IsUuid(kDns));
  EXPECT_FALSE(IsUuid("6BA7B810-9dad-11d1-80b4-00c04fd430c8"));
  EXPECT_FALSE(IsUuid("6ba7b8109dad11d180b400c04fd430c8"));
  EXPECT_FALSE(IsUuid("6ba7b810-9dad-11d1-80b4-00c04fd430c"));
  EXPECT_FALSE(IsUuid("6ba7b810x9dad-11d1-80b4-00c04fd430c8"));
  EXPECT_FALSE(IsUuid(""));
}

}  // namespace
}  // namespace chartbridge::fhir
