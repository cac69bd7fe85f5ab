#include <gtest/gtest.h>

#include "mappings/labels.h"
#include "tests/mappings/examples.h"

namespace chartbridge::mappings {
namespace {

using fhir::json::Value;

Value ProvenanceOf(const Item& item, const Context& context = ExampleContext()) {
  return ResourceIn(BundleOf(item, context), "Provenance");
}

Item Says(const char* words) { return ExampleItem(Text{MessageText(words)}); }

TEST(Provenance, SaysWhoSaidItAndWhoWroteItDownForWhom) {
  const Value provenance = ProvenanceOf(Says("x"));
  EXPECT_EQ(provenance["agent"].at(0)["who"]["reference"].text(), "Patient/1");
  EXPECT_EQ(provenance["agent"].at(1)["who"]["reference"].text(), "Device/chartbridge");
  EXPECT_EQ(provenance["agent"].at(1)["onBehalfOf"]["reference"].text(), "Organization/1");
  EXPECT_EQ(provenance["occurredDateTime"].text(), "2026-11-22T05:59:59Z");
  EXPECT_EQ(provenance["recorded"].text(), "2026-11-22T06:00:02.500Z");
  EXPECT_EQ(provenance["policy"].at(0).text(), "https://clinic.example/policies/whatsapp/1");
}

TEST(Provenance, P3NamesTheConsentsThatPermitted) {
  const Value entity = ProvenanceOf(Says("x"))["entity"].at(1);
  EXPECT_EQ(entity["what"]["reference"].text(), "Consent/k1/_history/2");
  Context none = ExampleContext();
  none.consents.clear();
  none.policy_uris.clear();
  const Value provenance = ProvenanceOf(Says("x"), none);
  EXPECT_EQ(provenance["entity"].items().size(), 1U);
  EXPECT_EQ(provenance.Find("policy"), nullptr);
}

TEST(Provenance, TargetsWhatTheBundleBrings) {
  const Value bundle = BundleOf(Says("x"), ExampleContext());
  EXPECT_EQ(ResourceIn(bundle, "Provenance")["target"].at(0)["reference"].text(),
            bundle["entry"].at(1)["fullUrl"].text());
}

TEST(Labels, EffectiveLabelsReachEveryResourceWithContent) {
  Context context = ExampleContext();
  context.labels = {"http://terminology.hl7.org/CodeSystem/v3-Confidentiality|R"};
  context.media.push_back(ReadyState("image/jpeg"));
  const Value bundle =
      BundleOf(ExampleItem(MediaContent{ExampleMedia("image", "image/jpeg"), {}}), context);
  for (const char* type : {"Communication", "DocumentReference", "Binary", "Provenance"}) {
    EXPECT_EQ(ResourceIn(bundle, type)["meta"]["security"].at(0)["code"].text(), "R") << type;
  }
  EXPECT_EQ(
      ResourceIn(bundle, "DocumentReference")["securityLabel"].at(0)["coding"].at(0)["code"].text(),
      "R");
}

TEST(Labels, WithoutAConfidentialityItIsNOrWithASensitivityR) {
  EXPECT_EQ(ReadLabels({})->at(0).code, "N");
  const auto sensitive = ReadLabels({std::string(kActCode) + "|HIV"}).value();
  ASSERT_EQ(sensitive.size(), 2U);
  EXPECT_EQ(sensitive[0].code, "R");
  EXPECT_EQ(sensitive[1].code, "HIV");
}

TEST(Labels, EachStandsOnceAndMalformedOnesAreFaults) {
  const std::string restricted = std::string(kConfidentiality) + "|R";
  EXPECT_EQ(ReadLabels({restricted, restricted})->size(), 1U);
  for (const char* label : {"", "R", "|R", "urn:x|", " | "})
    EXPECT_FALSE(ReadLabels({label})) << label;
}

}  // namespace
}  // namespace chartbridge::mappings
