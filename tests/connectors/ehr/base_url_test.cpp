#include "connectors/ehr/base_url.h"

#include <gtest/gtest.h>

namespace chartbridge::ehr {
namespace {

BaseUrl Base(const std::string& text) { return BaseUrl::Read(text, true).value(); }

TEST(BaseUrl, HttpOnlyToThisMachineUnlessAllowed) {
  for (const char* fine : {"https://ehr.example/fhir", "http://127.0.0.1:8081/fhir",
                           "http://localhost/fhir/", "http://[::1]:9/fhir"}) {
    EXPECT_TRUE(BaseUrl::Read(fine, false)) << fine;
  }
  for (const char* faulty :
       {"http://ehr.example/fhir", "http://127.0.0.1.evil.example/fhir", "http://10.0.0.1/fhir",
        "ftp://ehr.example", "ehr.example/fhir", "", "https://", "https://u:p@ehr.example/fhir",
        "https://ehr.example/fhir?x=1", "https://ehr.example/fhir#x", "https://ehr.example/../fhir",
        "https://ehr.example/fh ir", "https://ehr.example:port/fhir"}) {
    EXPECT_FALSE(BaseUrl::Read(faulty, false)) << faulty;
  }
  EXPECT_TRUE(BaseUrl::Read("http://ehr.example/fhir", true));
}

TEST(BaseUrl, JoinsBelowTheBase) {
  const BaseUrl base = Base("https://ehr.example/fhir/");
  EXPECT_EQ(base.Join(""), "https://ehr.example/fhir");
  EXPECT_EQ(base.Join("Patient/1"), "https://ehr.example/fhir/Patient/1");
  EXPECT_EQ(base.Join("?_getpages=1"), "https://ehr.example/fhir?_getpages=1");
}

TEST(BaseUrl, PageLinksOfTheSameBaseAreFollowed) {
  const BaseUrl base = Base("http://ehr.example:80/fhir");
  EXPECT_EQ(base.Relative("http://EHR.example/fhir?_getpages=a%2Cb&x=1"), "?_getpages=a%2Cb&x=1");
  EXPECT_EQ(base.Relative("http://ehr.example/fhir/Patient?p=2"), "Patient?p=2");
  EXPECT_EQ(base.Relative("/fhir/Patient?p=2"), "Patient?p=2");
  EXPECT_EQ(base.Relative("Patient?p=2"), "Patient?p=2");
  EXPECT_EQ(base.Relative("?p=2"), "?p=2");
}

TEST(BaseUrl, LinksToAnywhereElseAreNot) {
  const BaseUrl base = Base("https://ehr.example/fhir");
  for (const char* link :
       {"", "https://evil.example/fhir/Patient?p=2", "http://ehr.example/fhir/Patient",
        "//evil.example/fhir/Patient", "https://ehr.example:8443/fhir/Patient",
        "https://ehr.example/fhirx/Patient", "https://ehr.example/other",
        "https://ehr.example/fhir/../admin", "https://ehr.example/fhir/%2e%2e/admin", "../admin",
        "/admin", "https://u@ehr.example/fhir/Patient",
        "https://ehr.example@evil.example/fhir/Patient", "javascript:alert(1)",
        "https://ehr.example/fhir\\..\\x", "https://ehr.example/fhir/Pat\r\nient"}) {
    EXPECT_EQ(base.Relative(link), std::nullopt) << link;
  }
}

// D3: input ehr-next-link-other-name
TEST(BaseUrl, D3_PagesAreFollowedAtTheBaseWhateverTheServerCallsItself) {
  const BaseUrl base = Base("https://ehr.example/fhir");
  const std::string page = "Patient?phone=x&page=2";
  for (const char* link : {"https://ehr.example/fhir/Patient?phone=x&page=2",
                           "http://ehr.example/fhir/Patient?phone=x&page=2",
                           "http://fhir-server.svc.cluster.local/Patient?phone=x&page=2",
                           "http://10.0.0.7:8080/fhir/Patient?phone=x&page=2",
                           "https://ehr.example/fhir-server/api/v4/Patient?phone=x&page=2",
                           "https://EHR-ALIAS.example/fhir/Patient?phone=x&page=2",
                           "/fhir-server/api/v4/Patient?phone=x&page=2",
                           "/fhir/Patient?phone=x&page=2", "Patient?phone=x&page=2"}) {
    EXPECT_EQ(base.PageOf(link, "Patient"), page) << link;
  }
  EXPECT_EQ(base.PageOf("https://ehr.example/fhir/Patient?x=a b&page=2", "Patient"),
            "Patient?x=a%20b&page=2");
  EXPECT_EQ(base.PageOf("http://hapi:8080/fhir?_getpages=a-b&_count=2", "Patient"),
            "?_getpages=a-b&_count=2");
  EXPECT_EQ(base.PageOf("http://hapi:8080/inner?_getpages=a-b", "Patient"), "?_getpages=a-b");
  EXPECT_EQ(base.PageOf("http://hapi/fhir/Patient/_search?p=2", "Patient"), "Patient/_search?p=2");
  EXPECT_EQ(base.PageOf("http://hapi/fhir/Patient?n=a|b", "Patient"), "Patient?n=a|b");
}

TEST(BaseUrl, D3_WhatIsNoPageOfTheSearchIsNotFollowed) {
  const BaseUrl base = Base("https://ehr.example/fhir");
  for (const char* link :
       {"", "https://evil.example/fhir/Patient", "https://evil.example/admin?x=1",
        "https://evil.example/Practitioner?phone=x", "//evil.example/other?p=2",
        "https://u:p@evil.example/fhir/Patient?p=2", "ftp://ehr.example/fhir/Patient?p=2",
        "http://hapi/fhir/../Patient?p=2", "http://hapi/%2e%2e/Patient?p=2", "javascript:alert(1)",
        "http://hapi/Pat\r\nient?p=2"}) {
    EXPECT_EQ(base.PageOf(link, "Patient"), std::nullopt) << link;
  }
}

TEST(ReferenceOf, TakesTypeAndIdFromAnyForm) {
  EXPECT_EQ(ReferenceOf("Communication/12/_history/3", "Communication"), "Communication/12");
  EXPECT_EQ(ReferenceOf("Communication/12", "Communication"), "Communication/12");
  EXPECT_EQ(ReferenceOf("https://e/fhir/Communication/a-b.c/_history/1", "Communication"),
            "Communication/a-b.c");
  EXPECT_EQ(ReferenceOf("/fhir/Communication/1", "Communication"), "Communication/1");
}

TEST(ReferenceOf, RefusesOtherTypesAndOddIds) {
  for (const char* location :
       {"", "Communication", "Communication/", "Patient/1", "Communication/a b",
        "Communication/a%2Fb", "Communication/1/2", "/_history/1", "_history/1/_history/2"}) {
    EXPECT_EQ(ReferenceOf(location, "Communication"), "") << location;
  }
  EXPECT_EQ(ReferenceOf("Communication/" + std::string(65, 'a'), "Communication"), "");
}

}  // namespace
}  // namespace chartbridge::ehr
