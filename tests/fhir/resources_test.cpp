#include <gtest/gtest.h>

#include "fhir/json/write.h"
#include "fhir/r4/communication.h"
#include "fhir/r4/document_reference.h"
#include "fhir/r4/provenance.h"

namespace chartbridge::fhir::r4 {
namespace {

TEST(R4Resources, AbsentPartsAreLeftOut) {
  EXPECT_EQ(json::Write(ToJson(Communication{.identifier = {"s", "v"}, .status = "completed"})),
            R"({"resourceType":"Communication","identifier":[{"system":"s","value":"v"}],)"
            R"("status":"completed"})");
}

TEST(R4Resources, TextAndReferencesShareAPayload) {
  const json::Value value =
      ToJson(Communication{.payload = {{std::string("words"), {}},
                                       {Reference{.reference = "DocumentReference/1"}, {}}}});
  EXPECT_EQ(value["payload"].at(0)["contentString"].text(), "words");
  EXPECT_EQ(value["payload"].at(1)["contentReference"]["reference"].text(), "DocumentReference/1");
}

TEST(R4Resources, ADocumentKeepsItsSizeEvenWhenEmpty) {
  const json::Value value = ToJson(DocumentReference{.attachment = {.url = "Binary/1"}});
  EXPECT_EQ(value["content"].at(0)["attachment"]["size"].integer(), 0);
  EXPECT_EQ(value.Find("context"), nullptr);
}

TEST(R4Resources, AnAgentActsOnBehalfOfSomebody) {
  const json::Value value =
      ToJson(Provenance{.agents = {{.who = {.reference = "Device/1"},
                                    .on_behalf_of = {.reference = "Organization/1"}}}});
  EXPECT_EQ(value["agent"].at(0)["onBehalfOf"]["reference"].text(), "Organization/1");
  EXPECT_EQ(value["agent"].at(0).Find("type"), nullptr);
}

}  // namespace
}  // namespace chartbridge::fhir::r4
