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

// R4: "multiple applicable policy documents, such as patient consent".
TEST(Provenance, P3I16_TheConsentsThatPermittedAreAmongThePolicies) {
  const Value provenance = ProvenanceOf(Says("x"));
  EXPECT_EQ(provenance["policy"].at(1).text(), "Consent/k1/_history/2");
  Context none = ExampleContext();
  none.consents.clear();
  none.policy_uris.clear();
  EXPECT_EQ(ProvenanceOf(Says("x"), none).Find("policy"), nullptr);
}

TEST(Provenance, I16_TheSourceIsTheDeliveryWhateverTheFilingAndNotTheMessageItself) {
  const Value first = ProvenanceOf(Says("x"));
  ASSERT_EQ(first["entity"].items().size(), 1U);
  const Value& source = first["entity"].at(0);
  EXPECT_EQ(source["role"].text(), "source");
  EXPECT_EQ(source["what"]["identifier"]["system"].text(), "urn:chartbridge:delivery");
  Context anew = ExampleContext();
  anew.filing = 1;
  EXPECT_EQ(ProvenanceOf(Says("x"), anew)["entity"], first["entity"]);
  EXPECT_NE(source["what"]["identifier"]["value"].text(),
            ResourceIn(BundleOf(Says("x"), ExampleContext()), "Communication")["identifier"]
                .at(0)["value"]
                .text());
}

TEST(Provenance, I16_SaysByWhichMappingTheResourcesWereMade) {
  const Value tag = ProvenanceOf(Says("x"))["meta"]["tag"].at(0);
  EXPECT_EQ(tag["system"].text() + "|" + tag["code"].text(), "urn:chartbridge:cs:mapping|2");
}

TEST(Provenance, I14_NamesNoAuthorWhereNobodyKnowsOne) {
  Context context = ExampleContext();
  context.contact = "";
  const Value agents = ProvenanceOf(Says("x"), context)["agent"];
  ASSERT_EQ(agents.items().size(), 1U);
  EXPECT_EQ(agents.at(0)["who"]["reference"].text(), "Device/chartbridge");
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
