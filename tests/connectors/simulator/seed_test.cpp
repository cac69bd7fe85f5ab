#include "connectors/simulator/seed.h"

#include <gtest/gtest.h>

#include <set>

#include "bridge/consent/decide.h"
#include "fhir/json/parse.h"

namespace chartbridge::simulator {
namespace {

using bridge::consent::Decide;
using bridge::consent::Decision;
using bridge::consent::Verdict;

const Instant kStart = *ParseInstant("2026-11-22T08:00:00Z");

Decision Ask(const std::string& patient, const std::string& status, const std::string& topic) {
  const Script day = ReadDay().value();
  const auto request = fhir::json::Parse(
      R"({"patient":"Patient/)" + patient +
      R"(","time":"2026-11-22T08:30:00Z","actor":["Organization/clinic"],"purpose":["TREAT"],"action":["collect"],
         "resourceType":"Communication","channel":"whatsapp","labels":[],
         "class":[{"system":"urn:chartbridge:cs:content","code":")" +
      topic + R"("}],"dataTime":"2026-11-22T08:29:00Z",
         "author":["Patient/)" +
      patient + R"("],"data":{"instance":[],"related":[],"dependents":[]}})");
  return Decide({ChatConsent(*day.Find(patient), {}, kStart, status)}, *request, {}, {});
}

TEST(Seed, P3_AChatConsentPermitsJustWhatWasChosen) {
  EXPECT_EQ(Ask("noa-levi", "active", "whatsapp-text").verdict, Verdict::kPermit);
  EXPECT_EQ(Ask("noa-levi", "active", "whatsapp-media").verdict, Verdict::kPermit);
  EXPECT_EQ(Ask("noa-levi", "active", "reminder").verdict, Verdict::kDeny);
  EXPECT_EQ(Ask("grace-miller", "active", "whatsapp-text").verdict, Verdict::kPermit);
  EXPECT_EQ(Ask("grace-miller", "active", "whatsapp-media").verdict, Verdict::kDeny);
}

TEST(Seed, P3_OnceInactiveItIsRevoked) {
  const Decision decision = Ask("tomer-azulay", "inactive", "whatsapp-text");
  EXPECT_EQ(decision.verdict, Verdict::kDeny);
  EXPECT_EQ(decision.reason, "consent-revoked");
}

void ExpectKnown(const fhir::json::Value& value, const std::set<std::string>& known) {
  for (const auto& element : value.items()) ExpectKnown(element, known);
  if (value.object() == nullptr) return;
  for (const auto& [name, member] : *value.object()) {
    if (name == "reference" && member.is_string()) {
      EXPECT_TRUE(known.contains(member.text())) << member.text();
    }
    ExpectKnown(member, known);
  }
}

TEST(Seed, EachResourceRefersOnlyToEarlierOnes) {
  const Script day = ReadDay().value();
  std::set<std::string> known;
  std::set<std::string> types;
  for (const auto& resource : SeedResources(day, {}, kStart)) {
    ExpectKnown(resource, known);
    EXPECT_TRUE(known.insert(resource["resourceType"].text() + "/" + resource["id"].text()).second);
    types.insert(resource["resourceType"].text());
  }
  EXPECT_EQ(types, (std::set<std::string>{"Consent", "Device", "Organization", "Patient",
                                          "Practitioner"}));
  EXPECT_FALSE(known.contains("Consent/carmen-ruiz-wa"));
}

}  // namespace
}  // namespace chartbridge::simulator
