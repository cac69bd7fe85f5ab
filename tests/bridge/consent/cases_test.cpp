// The decision cases of the fixtures: decision, reason and, where the case says, basis and redact.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/bridge/consent/clinic_case.h"

namespace chartbridge::bridge::consent {
namespace {

std::string ReadFixture(const std::string& name) {
  std::ifstream file(std::string(CHARTBRIDGE_TESTS_DIR) + "/fixtures/consent/" + name);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

const Value& Cases() {
  static const Value cases = [] {
    fhir::json::ParseLimits limits;
    limits.max_depth = 1024;
    return *fhir::json::Parse(ReadFixture("cases.json"), limits);
  }();
  return cases;
}

std::vector<std::string> Texts(const Value& array) {
  std::vector<std::string> texts;
  for (const Value& item : array.items()) texts.push_back(item.text());
  return texts;
}

class ConsentCase : public testing::TestWithParam<std::size_t> {
 protected:
  const Value& One() const { return Cases()["cases"].at(GetParam()); }
  CaseInput Input() const {
    Value request = One()["request"];
    if (const Value* config = One().Find("config")) request.Set("config", *config);
    if (const Value* environment = One().Find("environment"))
      request.Set("environment", *environment);
    return *ReadCase(One()["consents"], request);
  }
};

TEST_P(ConsentCase, P3AgreesWithTheFixture) {
  const CaseInput input = Input();
  const Decision decision =
      Decide(input.consents, input.request, input.settings, input.environment);
  const Value& expected = One()["expected"];
  EXPECT_EQ(ToString(decision.verdict), expected["decision"].text());
  EXPECT_EQ(decision.reason, expected["reason"].text());
  if (expected.Find("basis")) {
    EXPECT_EQ(decision.basis, Texts(expected["basis"]));
  }
  if (expected.Find("redact")) {
    EXPECT_EQ(decision.redact, Texts(expected["redact"]));
  }
  EXPECT_TRUE(decision.text.ends_with("."));
}

TEST_P(ConsentCase, SaysWhichRecordAndRuleDecided) {
  const CaseInput input = Input();
  const Decision decision =
      Decide(input.consents, input.request, input.settings, input.environment);
  std::vector<std::string> named;
  for (const Because& because : decision.because) {
    named.push_back(because.consent);
    EXPECT_NE(because.path, "");
  }
  for (const std::string& reference : decision.basis)
    EXPECT_THAT(named, testing::Contains(reference));
}

INSTANTIATE_TEST_SUITE_P(Fixtures, ConsentCase,
                         testing::Range<std::size_t>(0, Cases()["cases"].items().size()),
                         [](const testing::TestParamInfo<std::size_t>& info) {
                           std::string name = Cases()["cases"].at(info.param)["name"].text();
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(ConsentCases, AreAllThere) {
  EXPECT_GE(Cases()["cases"].items().size(), 122U);
  EXPECT_EQ(Cases()["cases"].items().size(), std::size_t(Cases()["count"].integer().value_or(0)));
}

TEST(ConsentCases, DefaultsAreTheEnginesOwn) {
  const auto defaults = ReadSettings(Cases()["configDefaults"], Settings());
  ASSERT_TRUE(defaults);
  const Settings engine = CaseDefaults();
  EXPECT_EQ(defaults->no_consent, engine.no_consent);
  EXPECT_EQ(defaults->conflict, engine.conflict);
  EXPECT_EQ(defaults->channel_must_be_named, engine.channel_must_be_named);
  EXPECT_EQ(defaults->require_verification, engine.require_verification);
  EXPECT_EQ(defaults->accept_test_data, engine.accept_test_data);
  EXPECT_EQ(defaults->majority_age, engine.majority_age);
  EXPECT_EQ(defaults->timezone, engine.timezone);
  EXPECT_EQ(defaults->default_confidentiality, engine.default_confidentiality);
  EXPECT_EQ(defaults->clock_skew_seconds, engine.clock_skew_seconds);
  EXPECT_EQ(defaults->fhir_bases, engine.fhir_bases);
}

// The records that the chat ceremony writes open the channel, and close it again.
TEST(ConsentExamples, ChatConsentOpensTextAndStopClosesIt) {
  const Value agreed =
      *fhir::json::Parse(ReadFixture("examples/consent-chat-text-and-reminder.json"));
  const Value stopped = *fhir::json::Parse(ReadFixture("examples/consent-chat-after-stop.json"));
  const std::string shipped = "{'channelMustBeNamed':true,'timezone':'Europe/Madrid'}";
  const Value in_december = Request("{'time':'2026-12-01T10:00:00Z'}");
  const Value in_march = Request("{'time':'2027-03-01T10:00:00Z'}");
  EXPECT_EQ(Answer({agreed}, in_december, shipped), kPermit);
  EXPECT_EQ(Answer({agreed, stopped}, in_march, shipped), kDeny);
  EXPECT_EQ(Answer({stopped, agreed}, in_march, shipped), kDeny);
}

}  // namespace
}  // namespace chartbridge::bridge::consent
