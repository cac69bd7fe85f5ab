#include "connectors/smart/scopes.h"

#include <gtest/gtest.h>

namespace chartbridge::smart {
namespace {

const std::vector<chart::TypeRights> kAllowed{{"Patient", 3}, {"Communication", 3}, {"Task", 15}};

std::string Granted(const std::string& asked) {
  return GrantScopes(ReadScopes(asked), kAllowed).text;
}

TEST(ScopesTest, BothVersionsAreUnderstood) {
  EXPECT_EQ(Granted("patient/Communication.rs"), "patient/Communication.rs");
  EXPECT_EQ(Granted("patient/Communication.read"), "patient/Communication.read");
  EXPECT_EQ(Granted("patient/Task.*"), "patient/Task.crus");
  EXPECT_EQ(Granted("patient/Task.write"), "patient/Task.cu");
  EXPECT_EQ(Granted("patient/Task.cruds"), "patient/Task.crus");
  EXPECT_EQ(Granted("patient/Communication.cruds"), "patient/Communication.rs");
  EXPECT_EQ(Granted("patient/*.r"), "patient/Patient.r patient/Communication.r patient/Task.r");
  EXPECT_EQ(Granted("patient/*.read"),
            "patient/Patient.read patient/Communication.read patient/Task.read");
}

TEST(ScopesTest, WhatIsMalformedOrWiderIsLeftOut) {
  for (const char* scope : {"",
                            " ",
                            "patient/",
                            "patient/.rs",
                            "patient/Communication",
                            "patient/Communication.",
                            "patient/Communication.sr",
                            "patient/Communication.rr",
                            "patient/Communication.rsx",
                            "patient/Communication.Read",
                            "patient/Communication.d",
                            "patient/Consent.rs",
                            "patient/Communication.rs?category=x",
                            "patient/Comm*.rs",
                            "user/Communication.rs",
                            "system/*.rs",
                            "openid",
                            "fhirUser",
                            "PATIENT/Communication.rs",
                            "patient/Communication\n.rs"}) {
    EXPECT_EQ(Granted(scope), "") << scope;
  }
}

TEST(ScopesTest, TwoScopesOfOneTypeAddUp) {
  const auto granted =
      GrantScopes(ReadScopes("patient/Task.r  patient/Task.s patient/Task.r"), kAllowed);
  EXPECT_EQ(granted.text, "patient/Task.r patient/Task.s");
  ASSERT_EQ(granted.types.size(), 1U);
  EXPECT_EQ(granted.types[0].deeds, 3U);
}

TEST(ScopesTest, ContextIsAskedForByName) {
  const auto asked = ReadScopes("launch launch/patient launch/encounter");
  EXPECT_TRUE(asked.launch);
  EXPECT_TRUE(asked.launch_patient);
  EXPECT_FALSE(ReadScopes("launched").launch);
}

}  // namespace
}  // namespace chartbridge::smart
