// What the gate is asked about in its tests: a clinic's directory and its Consents, in memory.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "bridge/run/consent_gate.h"
#include "fhir/json/parse.h"

namespace chartbridge::bridge::run {
namespace {

using fhir::json::Value;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;

Value Json(std::string text) {
  std::replace(text.begin(), text.end(), '\'', '"');
  return fhir::json::Parse(text).value();
}

constexpr const char* kWhatsApp = "{'system':'urn:chartbridge:cs:channel','code':'whatsapp'}";

// A Consent for `patient`, a Reference, with that root provision.
Value ConsentOf(const std::string& id, const std::string& patient, const std::string& provision) {
  return Json("{'resourceType':'Consent','id':'" + id +
              "','meta':{'versionId':'1'},'status':'active','scope':{'coding':[{'system':'http://"
              "terminology.hl7.org/CodeSystem/consentscope','code':'patient-privacy'}]},"
              "'category':[{'coding':[{'system':'http://loinc.org','code':'59284-0'}]}],"
              "'dateTime':'2026-01-10T09:00:00Z','policy':[{'uri':'https://clinic.example/p'}],"
              "'patient':" +
              patient + ",'provision':" + provision + "}");
}
std::string To(const std::string& reference) { return "{'reference':'" + reference + "'}"; }
std::string Permit(const std::string& more = "") {
  return "{'type':'permit','class':[" + std::string(kWhatsApp) + "]" + more + "}";
}
std::string Deny(const std::string& more = "") { return "{'type':'deny'" + more + "}"; }
std::string Actor(const std::string& reference) {
  return ",'actor':[{'role':{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/"
         "v3-ParticipationType','code':'IRCP'}]},'reference':" +
         reference + "}]";
}

class TestClock final : public Clock {
 public:
  Instant Now() const override { return now; }
  std::chrono::steady_clock::time_point Steady() const override { return {}; }
  bool WaitUntil(std::stop_token, std::chrono::steady_clock::time_point) override { return true; }
  Instant now = FromUnixMillis(1'795'327'200'000);
};

class TestLog final : public Log {
 public:
  void Write(LogLevel, LogEvent event, std::initializer_list<LogField>) override {
    events.push_back(event);
  }
  std::vector<LogEvent> events;
};

class TestDirectory final : public PatientDirectory {
 public:
  Result<KnownPeople, Failure> FindByPhone(const std::vector<std::string>&) override {
    return KnownPeople();
  }
  Result<KnownPatient, Failure> Read(const std::string& reference) override {
    ++reads;
    if (failure) return Unexpected<Failure>(*failure);
    const auto found = patients.find(reference);
    if (found == patients.end()) return Fail(FailureKind::kNotFound, "There is no such patient.");
    return found->second;
  }
  Result<std::string, Failure> ParentOf(const std::string& organization) override {
    ++parent_reads;
    const auto found = parents.find(organization);
    return found == parents.end() ? std::string() : found->second;
  }
  Result<std::vector<PatientIdentifier>, Failure> IdentifiersOf(
      const std::string& organization) override {
    const auto found = identifiers.find(organization);
    return found == identifiers.end() ? std::vector<PatientIdentifier>() : found->second;
  }
  Result<std::vector<std::string>, Failure> MembersOf(const std::string& reference) override {
    if (members_failure) return Unexpected<Failure>(*members_failure);
    const auto found = members.find(reference);
    return found == members.end() ? std::vector<std::string>() : found->second;
  }
  std::vector<std::string> OwnNames() override { return own_names; }

  std::map<std::string, KnownPatient> patients;
  std::map<std::string, std::string> parents;
  std::map<std::string, std::vector<PatientIdentifier>> identifiers;
  std::map<std::string, std::vector<std::string>> members;
  std::vector<std::string> own_names{"https://ehr.example/fhir"};
  std::optional<Failure> failure;
  std::optional<Failure> members_failure;
  int reads = 0;
  int parent_reads = 0;
};

class TestConsents final : public ConsentSource {
 public:
  Result<std::vector<Value>, Failure> Current(const std::vector<std::string>& patients) override {
    ++reads;
    asked = patients;
    if (failure) return Unexpected<Failure>(*failure);
    return all;
  }
  std::vector<Value> all;
  std::vector<std::string> asked;
  std::optional<Failure> failure;
  int reads = 0;
};

class ConsentGateTest : public testing::Test {
 protected:
  ConsentGateTest() {
    KnownPatient anna;
    anna.reference = "Patient/anna";
    anna.identifiers = {{"urn:mrn", "7"}};
    directory.patients["Patient/anna"] = anna;
    KnownPatient ben;
    ben.reference = "Patient/ben";
    directory.patients["Patient/ben"] = ben;
    consents.all = {ConsentOf("yes", To("Patient/anna"), Permit())};
  }

  KnownPatient& Anna() { return directory.patients["Patient/anna"]; }

  GateRequest Exit() {
    GateRequest request;
    request.patient.reference = "Patient/anna";
    request.data_time = clock.now - minutes(1);
    request.contents = {{"message", "Communication", false, {}}};
    return request;
  }
  GateAnswer Ask(const GateRequest& request, Freshness freshness = Freshness::kRead) {
    return gate.Ask(request, freshness).front();
  }
  // "permit permitted-by-consent".
  static std::string Said(const GateAnswer& answer) {
    EXPECT_EQ(ToString(answer.reason), answer.decision.reason);
    return std::string(consent::ToString(answer.decision.verdict)) + " " + answer.decision.reason;
  }
  std::string Said() { return Said(Ask(Exit())); }
  std::string Beside(const Value& consent) {
    consents.all = {ConsentOf("yes", To("Patient/anna"), Permit()), consent};
    return Said();
  }

  TestDirectory directory;
  TestConsents consents;
  TestClock clock;
  TestLog log;
  ConsentGate gate{directory, consents, clock, log,
                   GateSettings{{}, {}, "Organization/clinic", "Device/bridge"}};
};

constexpr const char* kPermit = "permit permitted-by-consent";
constexpr const char* kDeny = "deny denied-by-consent";
constexpr const char* kInvalid = "hold consent-invalid";

}  // namespace
}  // namespace chartbridge::bridge::run
