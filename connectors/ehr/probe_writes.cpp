#include "connectors/ehr/probe_writes.h"

#include <algorithm>
#include <utility>

#include "connectors/ehr/entry_names.h"
#include "connectors/ehr/probe_findings.h"
#include "connectors/ehr/search.h"
#include "connectors/ehr/transaction_answer.h"
#include "fhir/json/parse.h"
#include "fhir/json/write.h"
#include "mappings/identity.h"
#include "words/say.h"

namespace chartbridge::ehr {
namespace {

using fhir::json::Array;
using fhir::json::Object;
using fhir::json::Value;

constexpr const char* kCheckSystem = "urn:chartbridge:check";
constexpr const char* kNote = "Connection check of chartbridge: of no patient, may be deleted.";

const char* const kCommunication = "create Communication if none exists";
const char* const kDocument = "create DocumentReference if none exists";
const char* const kBinary = "create Binary by update";
const char* const kProvenance = "create Provenance by update";
const char* const kSearch = "search Communication by identifier";
const char* const kTransaction = "post a transaction of several entries";
const char* const kUpdate = "update Communication";

std::string Condition(const std::string& identity) {
  return "identifier=" + SearchValue(kCheckSystem) + "%7C" + SearchValue(identity);
}

Value Reference(const std::string& to) { return Object{{"reference", to}}; }

// Of type and status of its own, marked as no patient's.
Value Marked(const std::string& type) {
  const Value test =
      Object{{"system", "http://terminology.hl7.org/CodeSystem/v3-ActReason"}, {"code", "HTEST"}};
  return Object{{"resourceType", type}, {"meta", Object{{"security", Array{test}}}}};
}

void Identify(Value& resource, const std::string& identity) {
  resource.Set("identifier", Array{Object{{"system", kCheckSystem}, {"value", identity}}});
}

class Trial {
 public:
  Trial(FhirRest& rest, const std::string& tenant, std::string organization, std::string device)
      : rest_(rest),
        tenant_(tenant),
        organization_(std::move(organization)),
        device_(std::move(device)),
        run_("check " + std::to_string(ToUnixMillis(rest.Now()))) {}

  std::vector<Finding> Run() {
    if (!CreatePatient()) return std::move(findings_);
    PutBinary();
    CreateDocument();
    CreateCommunication();
    PutProvenance();
    SearchAgain();
    PostTransaction();
    SearchAgain();
    Withdraw();
    TakeBack();
    return std::move(findings_);
  }

 private:
  // A new one each run, so that what an earlier check left behind answers for nothing.
  std::string IdentityOf(const std::string& part) const {
    return mappings::DeriveIdentity({tenant_, "", run_, 0}, part);
  }

  void Note(const std::string& interaction, const Result<void, Failure>& result) {
    findings_.push_back(result ? Works(interaction) : Fails(interaction, result.error()));
  }

  bool CreatePatient() {
    const std::string identity = mappings::DeriveIdentity({tenant_, "", "check", 0}, "patient");
    Value patient = Marked("Patient");
    Identify(patient, identity);
    patient.Set("active", false);
    patient.Set("name", Array{Object{{"text", "Test patient of chartbridge"}}});
    const auto created = Create(patient, identity);
    if (created) {
      patient_ = *created;
      return true;
    }
    const Finding why = Fails("create a test patient", created.error());
    for (const char* interaction :
         {kBinary, kDocument, kCommunication, kProvenance, kSearch, kTransaction, kUpdate}) {
      words::Statements said = why.said;
      said.insert(said.begin(), words::Say("probe-no-test-patient"));
      findings_.push_back(NotTried(interaction, std::move(said)));
    }
    return false;
  }

  // POST with If-None-Exist; the reference of what is there then.
  Result<std::string, Failure> Create(const Value& resource, const std::string& identity) {
    const std::string& type = resource["resourceType"].text();
    RestCall call;
    call.method = "POST";
    call.path = type;
    call.headers = {{"Content-Type", "application/fhir+json"},
                    {"If-None-Exist", Condition(identity)}};
    call.body = fhir::json::Write(resource);
    const auto answer = rest_.SendForSuccess(call);
    if (!answer) return Unexpected<Failure>(answer.error());
    std::string reference =
        ReferenceOf(http::FindHeader(answer->headers, "Location").value_or(""), type);
    if (reference.empty()) {
      const auto body = fhir::json::Parse(answer->body);
      if (body) reference = ReferenceOf(type + "/" + (*body)["id"].text(), type);
    }
    if (reference.empty()) {
      auto found = FindByIdentifier(rest_, type, kCheckSystem, identity);
      if (!found) return Unexpected<Failure>(std::move(found).error());
      if (!found->empty()) reference = found->front();
    }
    if (reference.empty()) return Fail(FailureKind::kCorrupt, words::Say("ehr-place-untold"));
    Wrote(reference);
    return reference;
  }

  void Wrote(const std::string& reference) {
    const bool known = std::find(written_.begin(), written_.end(), reference) != written_.end();
    if (!reference.empty() && !known) written_.push_back(reference);
  }

  Result<void, Failure> Put(const Value& resource) {
    auto put = PutResource(rest_, resource);
    if (put) Wrote(resource["resourceType"].text() + "/" + resource["id"].text());
    return put;
  }

  void PutBinary() {
    Value binary = Marked("Binary");
    binary.Set("id", IdentityOf("binary:0"));
    binary.Set("contentType", "text/plain");
    binary.Set("securityContext", Reference(patient_));
    binary.Set("data", "Y2hlY2s=");  // "check"
    Note(kBinary, Put(binary));
  }

  Value Document(const std::string& identity) const {
    Value document = Marked("DocumentReference");
    Identify(document, identity);
    document.Set("status", "current");
    document.Set("type", Object{{"text", kNote}});
    document.Set("subject", Reference(patient_));
    document.Set("date", ToInstantText(rest_.Now()));
    document.Set("custodian", Reference(organization_));
    const Value attachment = Object{{"contentType", "text/plain"}, {"data", "Y2hlY2s="}};
    document.Set("content", Array{Object{{"attachment", attachment}}});
    return document;
  }

  void CreateDocument() {
    const std::string identity = IdentityOf("media:0");
    const auto created = Create(Document(identity), identity);
    Note(kDocument, created ? Result<void, Failure>() : Unexpected<Failure>(created.error()));
  }

  Value Communication() const {
    Value message = Marked("Communication");
    Identify(message, IdentityOf("message"));
    message.Set("status", "completed");
    message.Set("subject", Reference(patient_));
    message.Set("sender", Reference(device_));
    message.Set("recipient", Array{Reference(organization_)});
    message.Set("sent", ToInstantText(rest_.Now()));
    message.Set("payload", Array{Object{{"contentString", kNote}}});
    return message;
  }

  void CreateCommunication() {
    const auto created = Create(Communication(), IdentityOf("message"));
    if (created) communication_ = *created;
    Note(kCommunication, created ? Result<void, Failure>() : Unexpected<Failure>(created.error()));
  }

  Value Provenance(const std::string& part, const std::string& target) const {
    Value provenance = Marked("Provenance");
    provenance.Set("id", IdentityOf(part));
    provenance.Set("target", Array{Reference(target)});
    provenance.Set("recorded", ToInstantText(rest_.Now()));
    provenance.Set("agent", Array{Object{{"who", Reference(device_)}}});
    return provenance;
  }

  void PutProvenance() {
    const std::string target = communication_.empty() ? patient_ : communication_;
    Note(kProvenance, Put(Provenance("provenance", target)));
  }

  // Exactly one, however often it was created.
  void SearchAgain() {
    if (communication_.empty()) return;
    const auto found =
        FindByIdentifier(rest_, "Communication", kCheckSystem, IdentityOf("message"));
    if (!found) return Note(kSearch, Unexpected<Failure>(found.error()));
    for (const std::string& reference : *found) Wrote(reference);
    if (found->size() == 1) {
      const auto same = [](const Finding& finding) { return finding.interaction == kSearch; };
      if (std::none_of(findings_.begin(), findings_.end(), same))
        findings_.push_back(Works(kSearch));
      return;
    }
    Finding finding;
    finding.interaction = found->empty() ? kSearch : kCommunication;
    finding.lasting = true;
    finding.said = {found->empty() ? words::Say("probe-not-found-again")
                                   : words::Say("probe-doubled")};
    finding.advice = {found->empty() ? words::Say("index-identifiers")
                                     : words::Say("switch-on-if-none-exist")};
    findings_.push_back(std::move(finding));
  }

  Value Bundle() const {
    const auto conditional = [](const std::string& type, const std::string& identity) {
      return Object{{"method", "POST"}, {"url", type}, {"ifNoneExist", Condition(identity)}};
    };
    const std::string message = IdentityOf("message");
    const std::string document = IdentityOf("media:1");
    const std::string provenance = IdentityOf("provenance/media:1");
    const Value first = Object{{"fullUrl", "urn:uuid:" + message},
                               {"resource", Communication()},
                               {"request", conditional("Communication", message)}};
    const Value second = Object{{"fullUrl", "urn:uuid:" + document},
                                {"resource", Document(document)},
                                {"request", conditional("DocumentReference", document)}};
    const Value third =
        Object{{"resource", Provenance("provenance/media:1", "urn:uuid:" + document)},
               {"request", Object{{"method", "PUT"}, {"url", "Provenance/" + provenance}}}};
    return Object{{"resourceType", "Bundle"},
                  {"type", "transaction"},
                  {"entry", Array{first, second, third}}};
  }

  Result<void, Failure> Transact() {
    const Value bundle = RenameEntries(Bundle());
    RestCall call;
    call.method = "POST";
    call.headers = {{"Content-Type", "application/fhir+json"}};
    call.body = fhir::json::Write(bundle);
    const auto answer = rest_.SendForSuccess(call);
    if (!answer) return Unexpected<Failure>(answer.error());
    const auto entries = ReadTransactionAnswer(bundle, answer->body);
    if (entries) {
      for (const EntryAnswer& entry : *entries) Wrote(entry.reference);
    }
    // A batch may do one entry and refuse another, which is no transaction (D1).
    const auto body = fhir::json::Parse(answer->body);
    const bool other = body && (*body)["resourceType"].text() == "Bundle" &&
                       (*body)["type"].text() != "transaction-response";
    if (other) return Fail(FailureKind::kNotOffered, words::Say("ehr-batch"));
    if (!entries) return Unexpected<Failure>(entries.error());
    return {};
  }

  void PostTransaction() { Note(kTransaction, Transact()); }

  // Also what was written although its answer was lost or did not tell the place.
  void FindWritten() {
    for (const auto& [type, part] :
         {std::pair("DocumentReference", "media:0"), std::pair("Communication", "message"),
          std::pair("DocumentReference", "media:1")}) {
      const auto found = FindByIdentifier(rest_, type, kCheckSystem, IdentityOf(part));
      if (!found) continue;
      for (const std::string& reference : *found) Wrote(reference);
    }
    for (const auto& [type, part] :
         {std::pair("Binary", "binary:0"), std::pair("Provenance", "provenance"),
          std::pair("Provenance", "provenance/media:1")}) {
      const std::string reference = std::string(type) + "/" + IdentityOf(part);
      if (rest_.Get(reference)) Wrote(reference);
    }
  }

  // How a wrong filing is undone (promise P4).
  void Withdraw() {
    if (communication_.empty())
      return findings_.push_back(NotTried(kUpdate, {words::Say("probe-no-communication")}));
    Note(kUpdate, MarkEnteredInError(communication_));
  }

  Result<void, Failure> MarkEnteredInError(const std::string& reference) {
    auto resource = rest_.Get(reference);
    if (!resource) return Unexpected<Failure>(std::move(resource).error());
    resource->Set("status", "entered-in-error");
    RestCall call;
    call.method = "PUT";
    call.path = reference;
    call.headers = {{"Content-Type", "application/fhir+json"}};
    const std::string& version = (*resource)["meta"]["versionId"].text();
    if (!version.empty()) call.headers.emplace_back("If-Match", "W/\"" + version + "\"");
    call.body = fhir::json::Write(*resource);
    const auto answer = rest_.SendForSuccess(call);
    if (!answer) return Unexpected<Failure>(answer.error());
    return {};
  }

  bool Delete(const std::string& reference) {
    RestCall call;
    call.method = "DELETE";
    call.path = reference;
    const auto answer = rest_.SendForSuccess(call);
    return answer || answer.error().http_status == 410;
  }

  // Who refers to others goes first, the patient last.
  void TakeBack() {
    FindWritten();
    std::string stays;
    std::reverse(written_.begin(), written_.end());
    const auto is_provenance = [](const std::string& one) {
      return one.starts_with("Provenance/");
    };
    std::stable_partition(written_.begin(), written_.end(), is_provenance);
    for (const std::string& reference : written_) {
      if (Delete(reference)) continue;
      const std::string type = TypeOf(reference);
      std::string how;
      if (type == "Patient") how = " (inactive)";
      if (type == "Communication" || type == "DocumentReference") {
        if (MarkEnteredInError(reference)) how = " (entered in error)";
      }
      stays += (stays.empty() ? "" : ", ") + reference + how;
    }
    Finding finding;
    finding.ok = true;
    finding.said = {stays.empty() ? words::Say("probe-cleaned-up")
                                  : words::Say("probe-left-behind", {{"references", stays}})};
    findings_.push_back(std::move(finding));
  }

  FhirRest& rest_;
  const std::string tenant_;
  const std::string organization_;
  const std::string device_;
  const std::string run_;
  std::string patient_;
  std::string communication_;
  std::vector<std::string> written_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> TryWrites(FhirRest& rest, const std::string& tenant,
                               const std::string& organization, const std::string& device) {
  return Trial(rest, tenant, organization, device).Run();
}

}  // namespace chartbridge::ehr
