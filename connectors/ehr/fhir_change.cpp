// FhirEhr, changes of what stands: read it, change it, put it over the version that was read.
#include <utility>

#include "connectors/ehr/fhir_ehr.h"
#include "connectors/ehr/merge_version.h"
#include "connectors/ehr/payload_parts.h"
#include "fhir/json/parse.h"
#include "fhir/json/write.h"

namespace chartbridge::ehr {
namespace {

using bridge::FilingPart;
using bridge::PartState;
using bridge::SendOutcome;
using fhir::json::Value;

constexpr int kVersionRaces = 5;
constexpr const char* kEnteredInError = "entered-in-error";

// About the server or the line, not about one resource: what follows would meet the same.
bool StopsAll(const Failure& failure) {
  switch (failure.kind) {
    case FailureKind::kUnreachable:
    case FailureKind::kThrottled:
    case FailureKind::kUnauthorized:
    case FailureKind::kInDoubt:
      return true;
    default:
      return false;
  }
}

// True: go on with the next part.
bool Keep(SendOutcome& outcome, Failure failure) {
  const bool stops = StopsAll(failure);
  if (stops || !outcome.failure) outcome.failure = std::move(failure);
  return !stops;
}

// "3" of ETag W/"3"; of a resource that came back where there is no ETag.
std::string VersionOf(const http::Answer& answer) {
  std::string tag = http::FindHeader(answer.headers, "ETag").value_or("");
  if (tag.starts_with("W/")) tag.erase(0, 2);
  if (tag.size() > 2 && tag.front() == '"' && tag.back() == '"')
    return tag.substr(1, tag.size() - 2);
  const auto resource = fhir::json::Parse(answer.body);
  return resource ? (*resource)["meta"]["versionId"].text() : std::string();
}

Unexpected<Failure> TooManyRaces() {
  return Fail(FailureKind::kConflict,
              "The resource changed in the EHR each time that it was to be changed.");
}

Result<Value, Failure> Read(FhirRest& rest, const std::string& reference) {
  const std::string type = TypeOf(reference);
  if (ReferenceOf(reference, type) != reference)
    return Fail(FailureKind::kRefused, "That is not the reference of a resource.");
  auto resource = rest.Get(reference);
  if (!resource) {
    Failure& failure = resource.error();
    const bool gone = failure.http_status == 404 || failure.http_status == 410;
    if (gone && failure.kind != FailureKind::kUnreachable) failure.kind = FailureKind::kNotFound;
    return resource;
  }
  if ((*resource)["resourceType"].text() != type)
    return Fail(FailureKind::kCorrupt, "The EHR answered a read with a resource of another type.");
  return resource;
}

}  // namespace

Result<std::optional<std::string>, Failure> FhirEhr::Replace(const std::string& reference,
                                                             const Value& read,
                                                             const Value& resource) {
  RestCall call;
  call.method = "PUT";
  call.path = reference;
  call.headers = {{"Content-Type", "application/fhir+json"}, {"Prefer", "return=minimal"}};
  const std::string& version = read["meta"]["versionId"].text();
  if (!version.empty()) call.headers.emplace_back("If-Match", "W/\"" + version + "\"");
  call.body = fhir::json::Write(resource);
  const auto answer = rest_.SendForSuccess(call);
  if (answer) return std::optional<std::string>(VersionOf(*answer));
  const int status = answer.error().http_status;
  if (status == 409 || status == 412) return std::optional<std::string>();
  return Unexpected<Failure>(answer.error());
}

SendOutcome FhirEhr::Amend(const bridge::Payload& payload) {
  SendOutcome outcome;
  if (payload.parts.empty() && payload.body.empty()) return outcome;
  const auto bundle = fhir::json::Parse(payload.body);
  if (!bundle || (*bundle)["entry"].items().empty()) {
    outcome.failure = Fail(FailureKind::kCorrupt, "A stored payload has no new versions.").error();
    return outcome;
  }
  for (const Value& entry : (*bundle)["entry"].items()) {
    auto done = AmendOne(PartOf(payload, entry), entry["request"]["url"].text(), entry["resource"]);
    if (done) {
      outcome.confirmed.push_back(*std::move(done));
    } else if (!Keep(outcome, std::move(done).error())) {
      break;
    }
  }
  return outcome;
}

Result<FilingPart, Failure> FhirEhr::AmendOne(FilingPart part, const std::string& reference,
                                              const Value& wanted) {
  part.reference = reference;
  for (int race = 0; race < kVersionRaces; ++race) {
    const auto standing = Read(rest_, reference);
    if (!standing) return Unexpected<Failure>(standing.error());
    part.version = (*standing)["meta"]["versionId"].text();
    // Taken back since: a new version must not bring it to life again.
    if ((*standing)["status"].text() == kEnteredInError) {
      part.state = PartState::kEnteredInError;
      return part;
    }
    part.state = PartState::kAmended;
    const Value merged = MergeVersion(*standing, wanted);
    if (SaysTheSame(*standing, merged)) return part;
    const auto version = Replace(reference, *standing, merged);
    if (!version) return Unexpected<Failure>(version.error());
    if (!*version) continue;
    part.version = **version;
    return part;
  }
  return TooManyRaces();
}

SendOutcome FhirEhr::Retract(const std::vector<FilingPart>& parts) {
  SendOutcome outcome;
  for (const FilingPart& part : parts) {
    if (part.type != "Communication" && part.type != "DocumentReference") continue;
    if (part.part == "thread") continue;
    auto done = RetractOne(part);
    if (!done) {
      if (!Keep(outcome, std::move(done).error())) break;
    } else if (*done) {
      outcome.confirmed.push_back(**std::move(done));
    }
  }
  return outcome;
}

Result<FhirEhr::Found, Failure> FhirEhr::RetractOne(FilingPart part) {
  if (part.reference.empty()) {
    auto found = Find(part);
    if (!found) return found;
    part.state = PartState::kEnteredInError;
    if (!*found) return Found(std::move(part));  // nothing of it stands
    part.reference = (*found)->reference;
  }
  part.state = PartState::kEnteredInError;
  for (int race = 0; race < kVersionRaces; ++race) {
    auto resource = Read(rest_, part.reference);
    if (!resource && resource.error().kind == FailureKind::kNotFound) return Found(std::move(part));
    if (!resource) return Unexpected<Failure>(resource.error());
    if (IsThread(*resource)) return Found();
    part.version = (*resource)["meta"]["versionId"].text();
    if ((*resource)["status"].text() == kEnteredInError) return Found(std::move(part));
    Value changed = *resource;
    changed.Set("status", kEnteredInError);
    const auto version = Replace(part.reference, *resource, changed);
    if (!version) return Unexpected<Failure>(version.error());
    if (!*version) continue;
    part.version = **version;
    return Found(std::move(part));
  }
  return TooManyRaces();
}

}  // namespace chartbridge::ehr
