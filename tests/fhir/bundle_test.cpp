#include "fhir/r4/bundle.h"

#include <gtest/gtest.h>

namespace chartbridge::fhir::r4 {
namespace {

constexpr const char* kUuid = "965ea256-9a8c-58ca-999d-52237b2c93a7";

TEST(IdentifierQuery, EscapesForFhirThenForUrls) {
  EXPECT_EQ(IdentifierQuery({"urn:x", "wamid.A+/=,$|\\ ü"}),
            "identifier=urn%3Ax%7Cwamid.A%2B%2F%3D%5C%2C%5C%24%5C%7C%5C%5C%20%C3%BC");
}

TEST(IdentifierQuery, OurOwnIdentifiersNeedOnlyTheSeparators) {
  EXPECT_EQ(IdentifierQuery({"urn:chartbridge:id", std::string("urn:uuid:") + kUuid}),
            std::string("identifier=urn%3Achartbridge%3Aid%7Curn%3Auuid%3A") + kUuid);
}

TEST(BundleEntries, ACreateIsConditionalOnItsIdentifier) {
  const json::Value entry =
      ConditionalCreate(json::Object{{"resourceType", "Communication"}}, kUuid, {"s", "v"});
  EXPECT_EQ(entry["fullUrl"].text(), EntryUrl(kUuid));
  EXPECT_EQ(entry["request"]["method"].text(), "POST");
  EXPECT_EQ(entry["request"]["url"].text(), "Communication");
  EXPECT_EQ(entry["request"]["ifNoneExist"].text(), "identifier=s%7Cv");
}

TEST(BundleEntries, P2AnEntryIsNotNamedLikeItsIdentifierWhichMedplumWouldRewrite) {
  EXPECT_EQ(EntryUrl(kUuid), EntryUrl(kUuid));
  EXPECT_NE(EntryUrl(kUuid), std::string("urn:uuid:") + kUuid);
}

TEST(BundleEntries, APutGoesToTheResourcesOwnPlace) {
  const json::Value entry = Put(ToJson(Binary{.id = kUuid,
                                              .content_type = "image/png",
                                              .security_context = {.reference = "Patient/1"},
                                              .data_base64 = "AA=="}));
  EXPECT_EQ(entry["request"]["method"].text(), "PUT");
  EXPECT_EQ(entry["request"]["url"].text(), std::string("Binary/") + kUuid);
  EXPECT_EQ(entry["resource"]["securityContext"]["reference"].text(), "Patient/1");
  EXPECT_EQ(Transaction({entry})["type"].text(), "transaction");
}

}  // namespace
}  // namespace chartbridge::fhir::r4
