// What must be true of every decision, tried on generated Consents. The seed is printed on failure.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/bridge/consent/clinic_case.h"

namespace chartbridge::bridge::consent {
namespace {

using fhir::json::Array;
using fhir::json::Object;

class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  int Below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }
  bool Chance(int percent) { return Below(100) < percent; }
  template <class T>
  T Pick(std::initializer_list<T> all) {
    return *(all.begin() + Below(int(all.size())));
  }
  std::mt19937& random() { return random_; }

  std::string Rule(int depth) {
    std::string rule = "{";
    if (!Chance(8)) rule += "'type':'" + Pick<std::string>({"permit", "permit", "deny"}) + "',";
    rule += Criteria();
    if (depth > 0 && Chance(60)) {
      rule += "'provision':[";
      for (int i = 0, n = 1 + Below(3); i < n; ++i) rule += (i == 0 ? "" : ",") + Rule(depth - 1);
      rule += "],";
    }
    if (rule.ends_with(',')) rule.pop_back();
    return rule + "}";
  }

  Value Record(int number) {
    std::string changes = "{'id':'c" + std::to_string(number) + "','dateTime':'" +
                          Pick<std::string>({"2025", "2026-01", "2026-02-01",
                                             "2026-02-01T10:00:00Z", "2026-04", "x"}) +
                          "'";
    if (Chance(15))
      changes +=
          ",'status':'" + Pick<std::string>({"inactive", "rejected", "proposed", "odd"}) + "'";
    if (Chance(10)) changes += ",'verification':[{'verified':false}]";
    if (Chance(30))
      changes += ",'identifier':[{'system':'urn:chartbridge:consent-series','value':'s'}]";
    if (Chance(20)) {
      changes +=
          ",'policyRule':{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/"
          "v3-ActCode','code':'" +
          Pick<std::string>({"OPTIN", "OPTOUT", "OPTINR"}) + "'}]}";
    }
    return Providing(Rule(3), changes + "}");
  }

  std::vector<Value> Records() {
    std::vector<Value> records;
    for (int i = 0, n = 1 + Below(5); i < n; ++i) records.push_back(Record(i));
    return records;
  }

  Value Asked() {
    std::string changes =
        "{'purpose':['" + Pick<std::string>({"TREAT", "ETREAT", "HRESCH", "BTG"}) + "']";
    const std::string restricted =
        "[{'system':'http://terminology.hl7.org/CodeSystem/v3-Confidentiality','code':'R'}]";
    if (Chance(40)) changes += ",'labels':" + (Chance(50) ? std::string("null") : restricted);
    return Request(changes + "}");
  }

  std::string Config() {
    return "{'conflict':'" + Pick<std::string>({"deny-overrides", "most-recent"}) +
           "','channelMustBeNamed':" + Pick<std::string>({"true", "false"}) + ",'noConsent':'" +
           Pick<std::string>({"deny", "hold", "permit-treatment"}) + "'}";
  }

 private:
  std::string Criteria() {
    std::string text;
    if (Chance(25)) {
      text += "'purpose':[{'system':'http://terminology.hl7.org/CodeSystem/v3-ActReason','code':'" +
              Pick<std::string>({"TREAT", "HRESCH"}) + "'}],";
    }
    if (Chance(25)) {
      text +=
          "'securityLabel':[{'system':'http://terminology.hl7.org/CodeSystem/"
          "v3-Confidentiality','code':'" +
          Pick<std::string>({"N", "R", "V"}) + "'}],";
    }
    if (Chance(20))
      text += "'actor':[{'reference':{'reference':'" +
              Pick<std::string>({"Organization/clinic", "Group/g"}) + "'}}],";
    if (Chance(25)) {
      text += "'class':[" +
              Pick<std::string>({"{'system':'urn:chartbridge:cs:channel','code':'whatsapp'}",
                                 "{'system':'urn:chartbridge:cs:content','code':'whatsapp-media'}",
                                 "{'code':'whatsapp-text'}"}) +
              "],";
    }
    return text;
  }

  std::mt19937 random_;
};

std::string Written(const Decision& decision) { return fhir::json::Write(ToJson(decision)); }

constexpr unsigned kSeeds = 500;

TEST(GateProperties, OrderOfTheRecordsNeverMatters) {
  for (unsigned seed = 0; seed < kSeeds; ++seed) {
    Generator make(seed);
    std::vector<Value> records = make.Records();
    const Value request = make.Asked();
    const Settings settings = Configured(make.Config());
    const std::string first = Written(Decide(records, request, settings, {}));
    std::shuffle(records.begin(), records.end(), make.random());
    ASSERT_EQ(Written(Decide(records, request, settings, {})), first) << "seed " << seed;
  }
}

TEST(GateProperties, P3SurelyDenyingRecordIsNeverOverruled) {
  int permits = 0;
  for (unsigned seed = 0; seed < kSeeds; ++seed) {
    Generator make(seed);
    std::vector<Value> records = make.Records();
    const Value request = make.Asked();
    Settings settings = Configured(make.Config());
    settings.conflict = "deny-overrides";
    permits += Decide(records, request, settings, {}).verdict == Verdict::kPermit ? 1 : 0;
    records.insert(records.begin() + make.Below(int(records.size()) + 1),
                   Providing("{'type':'deny'}", "{'id':'no'}"));
    ASSERT_EQ(Decide(records, request, settings, {}).verdict, Verdict::kDeny) << "seed " << seed;
  }
  EXPECT_GT(permits, 20);  // the generator does make permits
}

TEST(GateProperties, P3AddingADenyNeverTurnsDenyOrHoldIntoPermit) {
  for (unsigned seed = 0; seed < kSeeds; ++seed) {
    Generator make(seed);
    std::vector<Value> records = make.Records();
    const Value request = make.Asked();
    const Settings settings = Configured(make.Config());
    if (Decide(records, request, settings, {}).verdict == Verdict::kPermit) continue;
    records.push_back(Providing("{'type':'deny'}", "{'id':'no','dateTime':'2026-02-01'}"));
    ASSERT_NE(Decide(records, request, settings, {}).verdict, Verdict::kPermit) << "seed " << seed;
  }
}

// B4
TEST(GateProperties, P3RecordsOfAnotherPersonNeverOpenAnything) {
  int opened_alone = 0;
  for (unsigned seed = 0; seed < kSeeds; ++seed) {
    Generator make(seed);
    std::vector<Value> records = make.Records();
    Value request = make.Asked();
    request.Set("relatedPatient", Value(Array{Value("Patient/p2")}));
    const Settings settings = Configured(make.Config());
    const bool before = Decide(records, request, settings, {}).verdict == Verdict::kPermit;
    const std::vector<Value> others = make.Records();
    opened_alone += Decide(others, request, settings, {}).verdict == Verdict::kPermit ? 1 : 0;
    for (Value other : others) {
      other.Set("patient", Json("{'reference':'Patient/p2'}"));
      records.push_back(std::move(other));
    }
    const bool after = Decide(records, request, settings, {}).verdict == Verdict::kPermit;
    ASSERT_TRUE(before || !after) << "seed " << seed;
  }
  EXPECT_GT(opened_alone, 20);  // as the patient's own they would have
}

TEST(GateProperties, P3UnreachableStoreNeverPermits) {
  for (unsigned seed = 0; seed < kSeeds; ++seed) {
    Generator make(seed);
    const std::vector<Value> records = make.Records();
    const Decision decision =
        Decide(records, make.Asked(), Configured(make.Config()), Environment{"partial", {}});
    ASSERT_EQ(decision.verdict, Verdict::kHold) << "seed " << seed;
  }
}

TEST(GateProperties, SameInputSameOutput) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    Generator make(seed);
    const std::vector<Value> records = make.Records();
    const Value request = make.Asked();
    ASSERT_EQ(Written(Decide(records, request, Configured(), {})),
              Written(Decide(records, request, Configured(), {})));
  }
}

// Every value of `tree`, deepest included, one after another.
void Collect(Value& tree, std::vector<Value*>& into) {
  into.push_back(&tree);
  if (tree.array() != nullptr) {
    for (Value& item : *tree.array()) Collect(item, into);
  }
  if (tree.object() != nullptr) {
    for (auto& [name, value] : *tree.object()) Collect(value, into);
  }
}

std::vector<Value> Strangers() {
  return {Value(nullptr),
          Value(true),
          Value(7),
          Value(""),
          Value("x"),
          Value("2026-02-30"),
          Value(Array{}),
          Value(Object{}),
          Value(Array{Value(nullptr)}),
          Value(Array{Value("x")}),
          Value(Object{{"coding", Value("x")}}),
          Value(Array{Value(Object{})})};
}

// Puts every strange value at every path; the gate must answer, and never permit what it cannot
// read.
template <class Combine>
void MutateEverywhere(const Value& original, Combine judge) {
  Value probe = original;
  std::vector<Value*> places;
  Collect(probe, places);
  for (std::size_t i = 0; i < places.size(); ++i) {
    for (const Value& stranger : Strangers()) {
      Value changed = original;
      std::vector<Value*> same;
      Collect(changed, same);
      *same[i] = stranger;
      judge(changed);
    }
  }
}

const char* const kRich =
    "{'type':'permit','period':{'start':'2026-01-01','end':'2027'},'actor':[{'role':{'coding':[{'"
    "system':"
    "'http://terminology.hl7.org/CodeSystem/"
    "v3-ParticipationType','code':'IRCP'}]},'reference':{'reference':"
    "'Organization/"
    "clinic','identifier':{'system':'urn:x','value':'1'}}}],'action':[{'coding':[{'system':"
    "'http://terminology.hl7.org/CodeSystem/"
    "consentaction','code':'collect'}]}],'securityLabel':[{'system':"
    "'http://terminology.hl7.org/CodeSystem/v3-Confidentiality','code':'R'}],'purpose':[{'system':"
    "'http://terminology.hl7.org/CodeSystem/v3-ActReason','code':'TREAT'}],'class':[{'system':"
    "'urn:chartbridge:cs:channel','code':'whatsapp'}],'code':[{'coding':[{'system':'urn:x','code':'"
    "1'}]}],"
    "'dataPeriod':{'start':'2026'},'data':[{'meaning':'related','reference':{'reference':'"
    "Observation/o'}}],"
    "'provision':[{'type':'deny','class':[{'system':'urn:x','code':'y'}]}]}";

TEST(GateProperties, NoConsentCrashesIt) {
  const Value consent = Providing(kRich,
                                  "{'meta':{'versionId':'1','lastUpdated':'2026-01-01T00:00:00Z','"
                                  "security':[{'system':'urn:x','code':'y'}]},"
                                  "'identifier':[{'system':'urn:chartbridge:consent-series','value'"
                                  ":'s'}],'policyRule':{'coding':[{'system':"
                                  "'http://terminology.hl7.org/CodeSystem/"
                                  "v3-ActCode','code':'OPTIN'}]},'verification':[{'verified':true,"
                                  "'verificationDate':'2026-01-02'}]}");
  const Value request =
      Request("{'code':['urn:x|1'],'data':{'instance':['Observation/o'],'related':[]}}");
  ASSERT_EQ(Answer({consent}, request), kPermit);
  const Value deny = Providing("{'type':'deny'}", "{'id':'no'}");
  MutateEverywhere(consent, [&](const Value& changed) {
    const Decision alone = Decide({changed}, request, Configured(), {});
    ASSERT_FALSE(alone.reason.empty());
    ASSERT_NE(Decide({deny, changed}, request, Configured(), {}).verdict, Verdict::kPermit);
  });
}

TEST(GateProperties, NoRequestCrashesIt) {
  const Value request = Request(
      "{'patientIdentifiers':[{'system':'urn:mrn','value':'1'}],'patientBirthDate':'1980-01-01','"
      "actor':"
      "[{'reference':'Organization/"
      "clinic','identifier':[{'system':'urn:x','value':'1'}]}],'code':['urn:x|1'],"
      "'dataTime':{'start':'2026-03-01','end':'2026-03-02'},'data':{'instance':['Observation/"
      "o'],'related':['x'],'dependents':[]}}");
  const Value consent = Providing(kRich);
  ASSERT_EQ(Answer({consent}, request), kPermit);
  MutateEverywhere(request, [&](const Value& changed) {
    ASSERT_FALSE(Decide({consent}, changed, Configured(), {}).reason.empty());
    ASSERT_FALSE(
        Decide({}, changed, Configured("{'noConsent':'permit-treatment'}"), {}).reason.empty());
  });
}

TEST(GateProperties, NoDirectoryCrashesIt) {
  const Value directory = Json(
      "{'Group/g':{'members':['Organization/clinic']},'Organization/clinic':{'partOf':"
      "{'reference':'Organization/x'},'sameAs':['https://other.example/Organization/y']}}");
  const Value consent = Providing(
      "{'type':'permit','actor':[{'reference':{'reference':'Group/g'}},"
      "{'reference':{'reference':'Organization/x'}}]}");
  MutateEverywhere(directory, [&](const Value& changed) {
    ASSERT_FALSE(
        Decide({consent}, Request(), Configured(), Environment{"ok", changed}).reason.empty());
  });
}

}  // namespace
}  // namespace chartbridge::bridge::consent
