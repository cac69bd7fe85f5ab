// What our own gate asks, what `consent decide` reads, and what it prints.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/bridge/consent/clinic_case.h"

namespace chartbridge::bridge::consent {
namespace {

RequestFacts Facts() {
  RequestFacts facts;
  facts.patients = {"Patient/p1", "Patient/p1-old"};
  facts.now = *ParseInstant("2026-03-10T10:00:00.120Z");
  facts.organization = "Organization/clinic";
  facts.device = "Device/chartbridge";
  facts.data_time = *ParseInstant("2026-03-10T09:59:00Z");
  facts.authors = {{"Patient/p1"}};
  return facts;
}

const std::string kChat =
    "{'type':'deny','class':[{'system':'urn:chartbridge:cs:channel','code':'whatsapp'}],'provision'"
    ":[{'type':'permit',"
    "'class':[{'system':'urn:chartbridge:cs:content','code':'whatsapp-text'}],'action':[{'coding':["
    "{'system':"
    "'http://terminology.hl7.org/CodeSystem/"
    "consentaction','code':'collect'}]}],'purpose':[{'system':"
    "'http://terminology.hl7.org/CodeSystem/"
    "v3-ActReason','code':'TREAT'}],'actor':[{'reference':{'reference':"
    "'Organization/clinic'}}]}]}";

TEST(MakeRequest, P3ShippedSettingsPermitTextAndDenyMediaOfAChatConsent) {
  const Value chat = Providing(kChat);
  EXPECT_EQ(Said(Decide({chat}, MakeRequest(Facts()), Settings(), {})), kPermit);
  RequestFacts media = Facts();
  media.resource_type = "DocumentReference";
  media.content = ContentClass::kMedia;
  EXPECT_EQ(Said(Decide({chat}, MakeRequest(media), Settings(), {})), kDeny);
}

TEST(MakeRequest, P3ShippedSettingsKeepAGeneralConsentFromOpeningTheChannel) {
  EXPECT_EQ(Said(Decide({Providing("{'type':'permit'}")}, MakeRequest(Facts()), Settings(), {})),
            kSilent);
}

TEST(MakeRequest, NothingFoundIsNotTheSameAsNotLookedFor) {
  EXPECT_TRUE(MakeRequest(Facts())["labels"].is_array());
  RequestFacts unlabelled = Facts();
  unlabelled.labels = std::nullopt;
  EXPECT_EQ(MakeRequest(unlabelled).Find("labels"), nullptr);
  RequestFacts sensitive = Facts();
  sensitive.labels = {{"http://terminology.hl7.org/CodeSystem/v3-ActCode|PSY"}};
  EXPECT_EQ(MakeRequest(sensitive)["labels"].at(0)["code"].text(), "PSY");
}

TEST(MakeRequest, WithoutPatientHolds) {
  RequestFacts facts = Facts();
  facts.patients.clear();
  EXPECT_EQ(Said(Decide({}, MakeRequest(facts), Settings(), {})), "hold patient-unresolved");
}

TEST(MakeRequest, WithoutRecipientHolds) {
  RequestFacts facts = Facts();
  facts.organization.clear();
  EXPECT_EQ(Said(Decide({}, MakeRequest(facts), Settings(), {})), "hold request-incomplete");
}

TEST(MakeRequest, BirthDateIsOptional) {
  EXPECT_EQ(MakeRequest(Facts()).Find("patientBirthDate"), nullptr);
  RequestFacts facts = Facts();
  facts.birth_date = "2008-03-10";
  EXPECT_EQ(MakeRequest(facts)["patientBirthDate"].text(), "2008-03-10");
}

std::string Decided(const std::string& consents, const std::string& request) {
  const auto input = ReadCase(Json(consents), Json(request));
  if (!input) return input.error().expression;
  return Said(Decide(input->consents, input->request, input->settings, input->environment));
}

std::string Text(const Value& value) {
  std::string text = fhir::json::Write(value);
  std::replace(text.begin(), text.end(), '"', '\'');
  return text;
}

TEST(ReadCase, ArrayBundleOrSingleConsent) {
  const std::string one = Text(Providing("{'type':'permit'}"));
  const std::string asked = Text(Request());
  EXPECT_EQ(Decided("[" + one + "]", asked), kPermit);
  EXPECT_EQ(Decided(one, asked), kPermit);
  EXPECT_EQ(Decided("{'resourceType':'Bundle','entry':[{'resource':" + one + "}]}", asked),
            kPermit);
  EXPECT_EQ(Decided("{'resourceType':'Bundle'}", asked), kNoConsent);
  EXPECT_EQ(Decided("[]", asked), kNoConsent);
}

TEST(ReadCase, P3BundleWithAnotherPageIsNotTheWholeStore) {
  const std::string one = Text(Providing("{'type':'permit'}"));
  EXPECT_EQ(
      Decided(
          "{'resourceType':'Bundle','link':[{'relation':'next','url':'x'}],'entry':[{'resource':" +
              one + "}]}",
          Text(Request())),
      "hold consent-unreachable");
}

TEST(ReadCase, ConfigAndEnvironmentRideBesideTheRequest) {
  const std::string one = Text(Providing("{'type':'permit'}"));
  EXPECT_EQ(Decided(one, Text(With(Request(), Json("{'config':{'channelMustBeNamed':true}}")))),
            kSilent);
  EXPECT_EQ(Decided(one, Text(With(Request(), Json("{'environment':{'consentStore':'timeout'}}")))),
            "hold consent-unreachable");
  EXPECT_EQ(Decided(one, Text(With(Request(), Json("{'environment':{'consentStore':7}}")))),
            "hold consent-unreachable");
}

TEST(ReadCase, FaultsNameTheMember) {
  const auto with = [](const std::string& more) { return Text(With(Request(), Json(more))); };
  EXPECT_EQ(Decided("7", Text(Request())), "consents");
  EXPECT_EQ(Decided("[]", "[]"), "request");
  EXPECT_EQ(Decided("[]", with("{'environment':'ok'}")), "environment");
  EXPECT_EQ(Decided("[]", with("{'environment':{'directory':[]}}")), "environment.directory");
  EXPECT_EQ(Decided("[]", with("{'config':{'noConsent':'maybe'}}")), "config.noConsent");
  EXPECT_EQ(Decided("[]", with("{'config':{'conflict':7}}")), "config.conflict");
  EXPECT_EQ(Decided("[]", with("{'config':{'requireVerification':'yes'}}")),
            "config.requireVerification");
  EXPECT_EQ(Decided("[]", with("{'config':{'majorityAge':-1}}")), "config.majorityAge");
  EXPECT_EQ(Decided("[]", with("{'config':{'timezone':'../etc/passwd'}}")), "config.timezone");
  EXPECT_EQ(Decided("[]", with("{'config':{'defaultConfidentiality':'X'}}")),
            "config.defaultConfidentiality");
  EXPECT_EQ(Decided("[]", with("{'config':{'clockSkewSeconds':1.5}}")), "config.clockSkewSeconds");
  EXPECT_EQ(Decided("[]", with("{'config':{'fhirBases':['']}}")), "config.fhirBases");
  EXPECT_EQ(Decided("[]", with("{'config':{'unknown':1}}")), "config");
}

TEST(ReadCaseText, RefusesWhatIsNoJsonAndWhatSaysThingsTwice) {
  EXPECT_FALSE(ReadCaseText("[", "{}"));
  EXPECT_FALSE(ReadCaseText("[]", "{"));
  EXPECT_FALSE(ReadCaseText(R"([{"status":"active","status":"inactive"}])", "{}"));
}

TEST(ReadCaseText, ConsentOfTooManyLevelsIsADecision) {
  std::string provision = R"({"type":"permit"})";
  for (int level = 0; level < 200; ++level)
    provision = R"({"type":"permit","provision":[)" + provision + "]}";
  Value consent = Consent();
  std::string text = fhir::json::Write(consent);
  text.pop_back();
  const auto input = ReadCaseText("[" + text + R"(,"provision":)" + provision + "}]",
                                  fhir::json::Write(Request()));
  ASSERT_TRUE(input);
  EXPECT_EQ(Said(Decide(input->consents, input->request, input->settings, input->environment)),
            kInvalid);
}

TEST(DecisionJson, IsWhatTheContractPrints) {
  const Value json = ToJson(Decide({Providing("{'type':'permit'}")}, Request(), Configured(), {}));
  EXPECT_EQ(
      fhir::json::Write(json),
      R"({"decision":"permit","reason":"permitted-by-consent","basis":["Consent/c1/_history/1"],"redact":[],)"
      R"("because":[{"consent":"Consent/c1/_history/1","path":"provision"}],)"
      R"("text":"Permitted, because the patient agreed in Consent/c1/_history/1 (provision)."})");
}

TEST(DecisionJson, SentencesSpeakNoPatientContent) {
  const std::string secret = "SECRET-CONTENT";
  const Value consent =
      Providing("{'type':'permit','actor':[{'reference':{'display':'" + secret + "'}}]}");
  const Decision decision =
      Decide({consent}, Request("{'code':['urn:x|" + secret + "']}"), Configured(), {});
  EXPECT_EQ(fhir::json::Write(ToJson(decision)).find(secret), std::string::npos);
}

}  // namespace
}  // namespace chartbridge::bridge::consent
