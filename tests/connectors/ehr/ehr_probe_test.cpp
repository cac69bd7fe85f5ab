// `check` does once what filing does, says what failed and what to do, and takes back what it
// wrote.
#include "connectors/ehr/ehr_probe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "fake_fhir.h"
#include "fhir/json/write.h"

namespace chartbridge::ehr {
namespace {

using fhir::json::Array;
using fhir::json::Object;
using fhir::json::Value;
using ::testing::Contains;
using ::testing::ElementsAre;
using testing::FakeFhir;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Reply;
using testing::Seen;

std::string Statement(const std::string& version = "4.0.1", bool update_create = true,
                      bool transaction = true, bool conditional = true) {
  std::string resources;
  for (const char* type :
       {"Communication", "DocumentReference", "Binary", "Provenance", "Patient", "Consent"}) {
    resources +=
        std::string(resources.empty() ? "" : ",") + R"({"type":")" + type +
        R"(","interaction":[{"code":"create"},{"code":"update"},{"code":"read"},{"code":"search-type"}],"updateCreate":)" +
        (update_create ? "true" : "false") + R"(,"conditionalCreate":)" +
        (conditional ? "true}" : "false}");
  }
  return R"({"resourceType":"CapabilityStatement","fhirVersion":")" + version +
         R"(","rest":[{"mode":"server","interaction":[)" +
         std::string(transaction ? R"({"code":"transaction"})" : "") + R"(],"resource":[)" +
         resources + "]}]}";
}

Reply Outcome(int status, const std::string& code = "processing") {
  return {status, R"({"resourceType":"OperationOutcome","issue":[{"severity":"error","code":")" +
                      code + "\"}]}"};
}

// A small R4 server with everything that a check asks for; `refuse` may answer in its place.
class Server {
 public:
  Reply Answer(const Seen& seen) {
    if (refuse) {
      if (auto reply = refuse(seen)) return *reply;
    }
    const std::string path = seen.target.substr(std::string("/fhir").size());
    if (path == "/metadata") return {200, statement};
    if (seen.method == "POST" && path.empty()) return Transaction(seen);
    if (seen.method == "POST") return Create(path.substr(1), testing::Json(seen.body));
    if (seen.method == "DELETE") {
      if (!deletes) return Outcome(405, "not-supported");
      resources.erase(path.substr(1));
      return {204, ""};
    }
    if (seen.method == "PUT") return Put(path.substr(1), testing::Json(seen.body));
    const auto question = path.find('?');
    if (question != std::string::npos)
      return Search(path.substr(1, question - 1), path.substr(question));
    const auto found = resources.find(path.substr(1));
    return found == resources.end() ? Outcome(404, "not-found")
                                    : Reply{200, fhir::json::Write(found->second)};
  }

  std::string statement = Statement();
  std::map<std::string, Value> resources{
      {"Organization/clinic", Object{{"resourceType", "Organization"}, {"id", "clinic"}}},
      {"Device/bridge", Object{{"resourceType", "Device"}, {"id", "bridge"}}}};
  std::function<std::optional<Reply>(const Seen&)> refuse;
  bool deletes = true;
  bool conditional = true;

 private:
  std::string Existing(const Value& resource) {
    if (!conditional || resource["identifier"].is_null()) return "";
    for (const auto& [reference, stored] : resources) {
      if (stored["resourceType"] == resource["resourceType"] &&
          stored["identifier"] == resource["identifier"])
        return reference;
    }
    return "";
  }
  std::string Store(const std::string& reference, Value resource) {
    resource.Set("id", reference.substr(reference.find('/') + 1));
    resources[reference] = std::move(resource);
    return reference;
  }
  Reply Create(const std::string& type, const Value& resource) {
    std::string reference = Existing(resource);
    const int status = reference.empty() ? 201 : 200;
    if (reference.empty()) reference = Store(type + "/" + std::to_string(++next_), resource);
    return {status, "", {{"Location", "http://hapi/fhir/" + reference + "/_history/1"}}};
  }
  Reply Put(const std::string& reference, const Value& resource) {
    const bool there = resources.count(reference) > 0;
    Store(reference, resource);
    return {there ? 200 : 201, fhir::json::Write(resources[reference])};
  }
  Reply Transaction(const Seen& seen) {
    Array entries;
    const Value bundle = testing::Json(seen.body);
    for (const Value& entry : bundle["entry"].items()) {
      std::string reference = Existing(entry["resource"]);
      const bool there = !reference.empty();
      if (!there) {
        const std::string& url = entry["request"]["url"].text();
        reference = Store(url.find('/') == url.npos ? url + "/" + std::to_string(++next_) : url,
                          entry["resource"]);
      }
      entries.push_back(Object{{"response", Object{{"status", there ? "200" : "201"},
                                                   {"location", reference + "/_history/1"}}}});
    }
    return {200,
            fhir::json::Write(Object{
                {"resourceType", "Bundle"}, {"type", "transaction-response"}, {"entry", entries}})};
  }
  Reply Search(const std::string& type, const std::string& query) {
    Array entries;
    for (const auto& [reference, resource] : resources) {
      const std::string& value = resource["identifier"].at(0)["value"].text();
      if (resource["resourceType"].text() == type && query.starts_with("?identifier=") &&
          query.ends_with(value))
        entries.push_back(Object{{"resource", resource}});
    }
    return {200, fhir::json::Write(Object{
                     {"resourceType", "Bundle"}, {"type", "searchset"}, {"entry", entries}})};
  }
  int next_ = 0;
};

class ProbeTest : public ::testing::Test {
 protected:
  std::vector<Finding> Probe() {
    auto findings = ProbeEhr(connection.rest, "demo", "Organization/clinic", "Device/bridge");
    for (const Finding& finding : findings)
      EXPECT_EQ(finding.advice.empty(), finding.ok) << InEnglish(finding.said);
    return findings;
  }
  // The interactions that failed.
  static std::vector<std::string> Faults(const std::vector<Finding>& findings) {
    std::vector<std::string> faults;
    for (const Finding& finding : findings) {
      if (!finding.ok)
        faults.push_back(finding.interaction.empty() ? InEnglish(finding.said)
                                                     : finding.interaction);
    }
    return faults;
  }
  static const Finding& Of(const std::vector<Finding>& findings, const std::string& interaction) {
    static const Finding kNone;
    for (const Finding& finding : findings) {
      if (finding.interaction == interaction && !finding.ok) return finding;
    }
    return kNone;
  }
  void RefuseTo(std::string method, std::string start, int status) {
    chart.refuse = [=](const Seen& seen) -> std::optional<Reply> {
      if (seen.method != method || seen.target.rfind("/fhir" + start, 0) != 0) return std::nullopt;
      return Outcome(status, status == 403 ? "forbidden" : "processing");
    };
  }
  int Writes() const {
    int writes = 0;
    for (const Seen& seen : server.seen()) writes += seen.method == "GET" ? 0 : 1;
    return writes;
  }

  Server chart;
  FakeFhir server{[this](const Seen& seen) { return chart.Answer(seen); }};
  testing::Connection connection{server.base()};
};

// D4, D14
TEST_F(ProbeTest, D14_EachInteractionOfFilingIsTriedOnceAndNothingStays) {
  const auto findings = Probe();
  EXPECT_THAT(Faults(findings), IsEmpty());
  std::set<std::string> tried;
  for (const Finding& finding : findings) tried.insert(finding.interaction);
  for (const char* interaction :
       {"FHIR R4", "read Organization/clinic", "read Device/bridge", "search Patient by phone",
        "search Practitioner by phone", "search Consent by patient", "create Binary by update",
        "create DocumentReference if none exists", "create Communication if none exists",
        "create Provenance by update", "search Communication by identifier",
        "post a transaction of several entries", "update Communication"}) {
    EXPECT_EQ(tried.count(interaction), 1u) << interaction;
  }
  EXPECT_EQ(chart.resources.size(), 2u) << "the clinic and the device";
  EXPECT_EQ(InEnglish(findings.back().said), "Everything that this check wrote was deleted again.");
  EXPECT_THAT(MissingInteractions(findings), IsEmpty());
}

TEST_F(ProbeTest, D14_WhatItWritesIsMarkedAsATestOfNobody) {
  Probe();
  for (const Seen& seen : server.seen()) {
    if (seen.method != "POST" && seen.method != "PUT") continue;
    EXPECT_THAT(seen.body, HasSubstr("HTEST")) << seen.method << " " << seen.target;
    if (seen.target == "/fhir/Patient") {
      EXPECT_THAT(seen.body, HasSubstr("urn:chartbridge:check"));
      EXPECT_THAT(seen.body, HasSubstr(R"("active":false)"));
    }
  }
}

TEST_F(ProbeTest, D14_WhatCannotBeDeletedIsEndedAndNamed) {
  chart.deletes = false;
  for (int i = 0; i < 2; ++i) {
    const auto findings = Probe();
    EXPECT_THAT(Faults(findings), IsEmpty());
    EXPECT_THAT(InEnglish(findings.back().said), HasSubstr("leaves behind"));
    EXPECT_THAT(InEnglish(findings.back().said), HasSubstr("(inactive)"));
    EXPECT_THAT(InEnglish(findings.back().said), HasSubstr("(entered in error)"));
  }
  int patients = 0;
  for (const auto& [reference, resource] : chart.resources) {
    patients += reference.starts_with("Patient/") ? 1 : 0;
    const bool document =
        reference.starts_with("Communication/") || reference.starts_with("DocumentReference/");
    if (document) {
      EXPECT_EQ(resource["status"].text(), "entered-in-error") << reference;
    }
  }
  EXPECT_EQ(patients, 1);
}

// D14
TEST_F(ProbeTest, D14_NothingIsWrittenIntoAServerThatIsNotR4) {
  for (const char* version : {"5.0.0", "3.0.2", "4.3.0", "4.1.0", "4.6.0", "6.0.0-ballot2", "4",
                              "40.0.1", "", "<script>"}) {
    chart.statement = Statement(version);
    const auto findings = Probe();
    EXPECT_THAT(Faults(findings), Contains("FHIR R4")) << version;
    EXPECT_THAT(MissingInteractions(findings), ElementsAre("FHIR R4")) << version;
    EXPECT_EQ(InEnglish(findings.front().said).find("<"), std::string::npos);
  }
  EXPECT_EQ(Writes(), 0);
  chart.statement = R"({"resourceType":"Bundle"})";
  EXPECT_EQ(Faults(Probe()).size(), 1u);
  EXPECT_EQ(Writes(), 0);
}

// D4: input ehr-no-update-as-create
TEST_F(ProbeTest, D4_AServerThatDoesNotCreateByUpdateIsFound) {
  chart.statement = Statement("4.0.1", false);
  chart.refuse = [&](const Seen& seen) -> std::optional<Reply> {
    const bool put = seen.method == "PUT" && chart.resources.count(seen.target.substr(6)) == 0;
    const bool in_transaction = seen.method == "POST" && seen.target == "/fhir" &&
                                seen.body.find("\"PUT\"") != std::string::npos;
    return put || in_transaction ? std::optional(Outcome(400, "not-found")) : std::nullopt;
  };
  const auto findings = Probe();
  EXPECT_THAT(MissingInteractions(findings),
              ElementsAre("create Binary by update", "create Provenance by update",
                          "post a transaction of several entries"));
  EXPECT_THAT(Faults(findings),
              Contains("The EHR says that it does not create by update: Provenance, Binary."));
  EXPECT_EQ(chart.resources.size(), 2u);
}

// D14: searches that filing needs.
TEST_F(ProbeTest, D14_ASearchThatIsForbiddenIsNamedWithTheRightThatIsMissing) {
  for (const auto& [start, interaction] : std::vector<std::pair<std::string, std::string>>{
           {"/Consent?", "search Consent by patient"},
           {"/Practitioner?", "search Practitioner by phone"},
           {"/Patient?", "search Patient by phone"},
           {"/Organization/", "read Organization/clinic"}}) {
    RefuseTo("GET", start, 403);
    const auto findings = Probe();
    EXPECT_THAT(MissingInteractions(findings), ElementsAre(interaction));
    const Finding& finding = Of(findings, interaction);
    EXPECT_THAT(InEnglish(finding.said), HasSubstr("(HTTP 403)"));
    EXPECT_THAT(InEnglish(finding.said), HasSubstr("forbidden"));
    EXPECT_THAT(InEnglish(finding.advice), HasSubstr("ask for the right to " + interaction));
    EXPECT_THAT(InEnglish(finding.advice), ::testing::Not(HasSubstr("credentials")));
  }
}

TEST_F(ProbeTest, D14_APhoneSearchThatIsNotOfferedIsAFault) {
  RefuseTo("GET", "/Patient?", 400);
  EXPECT_THAT(MissingInteractions(Probe()), ElementsAre("search Patient by phone"));
}

TEST_F(ProbeTest, AServerWithoutPractitionersIsTold) {
  RefuseTo("GET", "/Practitioner?", 404);
  const auto findings = Probe();
  EXPECT_THAT(Faults(findings), IsEmpty());
  EXPECT_TRUE(std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
    return InEnglish(finding.said).find("staff numbers are not recognised") != std::string::npos;
  }));
}

// D14
TEST_F(ProbeTest, D14_A401IsTheLogInAndStopsNothingForGood) {
  chart.refuse = [](const Seen& seen) -> std::optional<Reply> {
    if (seen.target == "/fhir/metadata") return std::nullopt;
    return Outcome(401, "login");
  };
  const auto findings = Probe();
  EXPECT_THAT(InEnglish(Of(findings, "search Consent by patient").advice),
              HasSubstr("credentials"));
  EXPECT_THAT(MissingInteractions(findings), IsEmpty());
}

TEST_F(ProbeTest, AServerThatIsAwayIsOneFaultAndNothingIsKnownToBeMissing) {
  chart.refuse = [](const Seen&) { return std::optional(Reply{503, ""}); };
  const auto findings = Probe();
  EXPECT_EQ(Faults(findings).size(), 1u);
  EXPECT_THAT(MissingInteractions(findings), IsEmpty());
  EXPECT_EQ(Writes(), 0);
}

TEST_F(ProbeTest, D14_EachWriteThatIsRefusedIsNamedAndTheOthersAreTakenBack) {
  for (const auto& [method, start, interaction] :
       std::vector<std::tuple<std::string, std::string, std::string>>{
           {"POST", "/Communication", "create Communication if none exists"},
           {"POST", "/DocumentReference", "create DocumentReference if none exists"},
           {"PUT", "/Binary/", "create Binary by update"},
           {"PUT", "/Provenance/", "create Provenance by update"},
           {"PUT", "/Communication/", "update Communication"}}) {
    RefuseTo(method, start, 403);
    const auto findings = Probe();
    EXPECT_THAT(MissingInteractions(findings), ElementsAre(interaction));
    EXPECT_THAT(InEnglish(Of(findings, interaction).advice), HasSubstr(interaction));
    EXPECT_EQ(chart.resources.size(), 2u) << interaction;
  }
}

// D1
TEST_F(ProbeTest, D1_AServerThatTakesATransactionForABatchIsFound) {
  chart.refuse = [](const Seen& seen) -> std::optional<Reply> {
    if (seen.method != "POST" || seen.target != "/fhir") return std::nullopt;
    return Reply{200, R"({"resourceType":"Bundle","type":"batch-response","entry":[
        {"response":{"status":"200"}},{"response":{"status":"403"}},{"response":{"status":"201"}}]})"};
  };
  const auto findings = Probe();
  EXPECT_THAT(MissingInteractions(findings), ElementsAre("post a transaction of several entries"));
  EXPECT_THAT(InEnglish(Of(findings, "post a transaction of several entries").said),
              HasSubstr("as a batch"));
}

TEST_F(ProbeTest, AServerThatDoublesIsFound) {
  chart.conditional = false;
  const auto findings = Probe();
  EXPECT_THAT(MissingInteractions(findings), ElementsAre("create Communication if none exists"));
  EXPECT_THAT(InEnglish(Of(findings, "create Communication if none exists").said),
              HasSubstr("second"));
  EXPECT_EQ(chart.resources.size(), 2u) << "the doubles are taken back too";
}

TEST_F(ProbeTest, D14_WithoutATestPatientNothingIsWrittenAndItIsSaid) {
  RefuseTo("POST", "/Patient", 403);
  const auto findings = Probe();
  EXPECT_THAT(MissingInteractions(findings), IsEmpty());
  int not_tried = 0;
  for (const Finding& finding : findings) not_tried += finding.tried ? 0 : 1;
  EXPECT_EQ(not_tried, 7);
  EXPECT_EQ(Writes(), 1);
}

TEST_F(ProbeTest, ReadingChangesNothing) {
  const auto findings = ProbeReading(connection.rest, "Organization/clinic", "Device/bridge");
  EXPECT_THAT(Faults(findings), IsEmpty());
  EXPECT_EQ(Writes(), 0);
  chart.resources.erase("Organization/clinic");
  const auto missing = ProbeReading(connection.rest, "Organization/clinic", "Device/bridge");
  EXPECT_THAT(MissingInteractions(missing), ElementsAre("read Organization/clinic"));
  EXPECT_THAT(InEnglish(Of(missing, "read Organization/clinic").advice),
              HasSubstr("[ehr] organization"));
}

TEST(ReadCapabilities, WhatIsMissingIsNamed) {
  const auto faults = [](const std::string& statement) {
    int count = 0;
    for (const Finding& finding : ReadCapabilities(testing::Json(statement)))
      count += finding.ok ? 0 : 1;
    return count;
  };
  EXPECT_EQ(faults(Statement()), 0);
  EXPECT_EQ(faults(Statement("4.0.1", true, false, false)), 2);
  EXPECT_EQ(faults(Statement("4.0.1", false)), 1);
  EXPECT_EQ(faults("{}"), 1);
  EXPECT_EQ(faults(R"({"resourceType":"CapabilityStatement","fhirVersion":"5.0.0"})"), 4);
}

}  // namespace
}  // namespace chartbridge::ehr
