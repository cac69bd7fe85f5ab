#include "connectors/ehr/fhir_ehr.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "connectors/ehr/entry_names.h"
#include "connectors/ehr/outcome.h"
#include "connectors/ehr/payload_parts.h"
#include "connectors/ehr/search.h"
#include "fhir/json/parse.h"
#include "fhir/json/write.h"
#include "mappings/identity.h"

namespace chartbridge::ehr {
namespace {

using bridge::FilingPart;
using bridge::PartState;
using bridge::Payload;
using bridge::SendOutcome;
using fhir::json::Value;

constexpr std::size_t kPeek = 64 * 1024;

FilingPart Confirmed(FilingPart part, std::string reference, std::string version) {
  part.reference = std::move(reference);
  part.version = std::move(version);
  part.state = PartState::kConfirmed;
  return part;
}

// The part as the EHR has it now.
FilingPart AsItStands(FilingPart part, const Value& resource) {
  const std::string& type = resource["resourceType"].text();
  const bool amended = part.state == PartState::kAmended;
  part = Confirmed(std::move(part), type + "/" + resource["id"].text(),
                   resource["meta"]["versionId"].text());
  part.type = type;
  if (amended) part.state = PartState::kAmended;
  if (resource["status"].text() == "entered-in-error") part.state = PartState::kEnteredInError;
  return part;
}

bool IsPut(const std::string& type) { return type == "Binary" || type == "Provenance"; }

// The EHR itself said that there is no such thing.
bool IsAbsent(const Failure& failure) {
  return failure.kind != FailureKind::kUnreachable &&
         (failure.http_status == 404 || failure.http_status == 410);
}

bool HasPart(const std::vector<FilingPart>& parts, const std::string& name) {
  return std::any_of(parts.begin(), parts.end(),
                     [&](const FilingPart& part) { return part.part == name; });
}

std::string DocumentNameOf(const FilingPart& binary) {
  return "media:" + binary.part.substr(binary.part.find(':') + 1);
}

// The EHR itself says that it failed in the middle: a transaction is all or nothing (R4 http.html
// 3.1.0.11.2), so nothing of it stands and nothing is still under way.
bool BrokeOff(const Failure& failure) {
  return failure.http_status == 500 && !failure.issues.empty() &&
         failure.kind == FailureKind::kInDoubt;
}

// After a transaction went out, a look-up that fails does not mean that nothing was sent.
Failure InDoubtBecause(Failure failure) {
  if (failure.kind != FailureKind::kAmbiguous) failure.kind = FailureKind::kInDoubt;
  return failure;
}

}  // namespace

FhirEhr::FhirEhr(FhirRest& rest, bridge::Vault& vault, bridge::KeyStore& keys,
                 std::uint64_t inline_bytes)
    : rest_(rest), contents_(rest, vault, keys), inline_bytes_(inline_bytes) {}

SendOutcome FhirEhr::Send(const Payload& payload) {
  SendOutcome outcome;
  auto bundle = FillIn(payload, outcome);
  if (!bundle) {
    outcome.failure = bundle.error();
    return outcome;
  }
  auto answer = Post(*bundle);
  // HAPI 8.8 answers a conditional create of what exists so, for a minute after another transaction
  // that named it was refused.
  if (!answer && BrokeOff(answer.error())) {
    std::vector<FilingPart> standing;
    if (auto rest = WithoutWhatStands(payload, *bundle, standing)) {
      bundle = *std::move(rest);
      answer = Post(*bundle);
      if (answer)
        std::move(standing.begin(), standing.end(), std::back_inserter(outcome.confirmed));
    }
  }
  if (!answer) {
    outcome.failure = answer.error();
    return outcome;
  }
  TransactionAnswer read = ReadTransaction(*bundle, answer->body);
  if (read.failure) {
    read.failure->request_id = answer->request_id;
    read.failure->retry_after = rest_.Sort(*answer, false).retry_after;
  }
  Record(payload, *bundle, std::move(read), outcome);
  return outcome;
}

Result<RestAnswer, Failure> FhirEhr::Post(const Value& bundle) {
  RestCall call;
  call.method = "POST";
  call.headers = {{"Content-Type", "application/fhir+json"}, {"Prefer", "return=minimal"}};
  call.body = fhir::json::Write(bundle);
  return rest_.SendForSuccess(call);
}

std::optional<Value> FhirEhr::WithoutWhatStands(const Payload& payload, const Value& bundle,
                                                std::vector<FilingPart>& standing) {
  std::map<std::string, std::string> references;
  for (const Value& entry : bundle["entry"].items()) {
    if (entry["request"]["ifNoneExist"].text().empty()) continue;
    const auto found = Find(PartOf(payload, entry));
    if (!found) return std::nullopt;
    if (!*found) continue;
    references[entry["fullUrl"].text()] = (*found)->reference;
    standing.push_back(**found);
  }
  if (references.empty()) return std::nullopt;
  return WithoutStanding(bundle, references);
}

Result<Value, Failure> FhirEhr::FillIn(const Payload& payload, SendOutcome& outcome) {
  auto bundle = fhir::json::Parse(payload.body);
  if (!bundle || (*bundle)["entry"].items().empty())
    return Fail(FailureKind::kCorrupt, "A stored payload is no transaction.");
  std::vector<const bridge::BinaryContent*> ahead;
  for (const bridge::BinaryContent& content : payload.files) {
    Value* binary = FindBinary(*bundle, content.reference);
    if (binary == nullptr) {
      ahead.push_back(&content);
      continue;
    }
    auto data = contents_.Base64(content);
    if (!data) return Unexpected<Failure>(data.error());
    binary->Set("data", std::move(*data));
  }
  for (const bridge::BinaryContent* content : ahead) {
    if (auto sent = contents_.Upload(*content, *bundle); !sent)
      return Unexpected<Failure>(sent.error());
    FilingPart part;
    part.part = content->part;
    part.type = "Binary";
    part.identity = content->reference.substr(content->reference.find('/') + 1);
    outcome.confirmed.push_back(Confirmed(std::move(part), content->reference, ""));
  }
  return std::move(*bundle);
}

void FhirEhr::Record(const Payload& payload, const Value& bundle, TransactionAnswer answer,
                     SendOutcome& outcome) {
  outcome.failure = std::move(answer.failure);
  const bool whole = !outcome.failure;
  for (std::size_t i = 0; i < answer.entries.size(); ++i) {
    EntryAnswer& entry = answer.entries[i];
    FilingPart part = PartOf(payload, bundle["entry"].at(i));
    if (!whole && !entry.confirmed) continue;
    if (!entry.reference.empty()) {
      // Of a PUT the place is known; its silence counts as a yes where the whole was done.
      if (entry.confirmed || entry.status == 0)
        outcome.confirmed.push_back(Confirmed(std::move(part), entry.reference, entry.version));
      continue;
    }
    auto found = Find(part);
    if (found && *found) {
      outcome.confirmed.push_back(**std::move(found));
      continue;
    }
    if (outcome.failure) continue;
    outcome.failure = found ? Fail(FailureKind::kInDoubt,
                                   "The EHR said that it filed a resource, and does not find it.")
                                  .error()
                            : InDoubtBecause(std::move(found).error());
  }
}

Result<std::vector<FilingPart>, Failure> FhirEhr::LookUp(const std::vector<FilingPart>& parts) {
  std::vector<FilingPart> there;
  for (const FilingPart& part : parts) {
    if (part.type == "Binary" && HasPart(parts, DocumentNameOf(part))) continue;
    auto found = Find(part);
    const bool unreadable = !found && part.type == "Provenance" &&
                            (found.error().kind == FailureKind::kForbidden ||
                             found.error().kind == FailureKind::kNotOffered);
    if (!found && !unreadable) return Unexpected<Failure>(found.error());
    if (found && *found) there.push_back(**std::move(found));
    // It came in the same transaction.
    if (unreadable && !there.empty())
      there.push_back(Confirmed(part, "Provenance/" + part.identity, part.version));
  }
  std::vector<FilingPart> ordered;
  for (const FilingPart& part : parts) {
    const auto found = std::find_if(there.begin(), there.end(), [&](const FilingPart& other) {
      return other.part == part.part && other.identity == part.identity;
    });
    if (found != there.end()) {
      ordered.push_back(*found);
    } else if (part.type == "Binary" && HasPart(there, DocumentNameOf(part))) {
      const std::string place = part.identity.empty() ? part.reference : "Binary/" + part.identity;
      ordered.push_back(Confirmed(part, place, part.version));
    }
  }
  return ordered;
}

Result<FhirEhr::Found, Failure> FhirEhr::Find(const FilingPart& part) {
  if (part.type == "Binary") {
    const std::string place = part.identity.empty() ? part.reference : "Binary/" + part.identity;
    const auto holds = HoldsBinary(place);
    if (!holds) return Unexpected<Failure>(holds.error());
    return *holds ? Found(Confirmed(part, place, part.version)) : Found();
  }
  if (part.identity.empty())
    return part.reference.empty() ? Result<Found, Failure>(Found()) : FindAt(part, part.reference);
  return IsPut(part.type) ? FindAt(part, part.type + "/" + part.identity) : FindByIdentity(part);
}

Result<FhirEhr::Found, Failure> FhirEhr::FindAt(const FilingPart& part,
                                                const std::string& reference) {
  const std::string type = TypeOf(reference);
  if (ReferenceOf(reference, type) != reference)
    return Fail(FailureKind::kRefused, "That is not the reference of a resource.");
  const auto resource = rest_.Get(reference);
  if (!resource && IsAbsent(resource.error())) return Found();
  if (!resource) return Unexpected<Failure>(resource.error());
  if ((*resource)["resourceType"].text() != type)
    return Fail(FailureKind::kCorrupt, "The EHR answered a read with a resource of another type.");
  FilingPart found = AsItStands(part, *resource);
  found.reference = reference;
  return Found(std::move(found));
}

Result<FhirEhr::Found, Failure> FhirEhr::FindByIdentity(const FilingPart& part) {
  const std::string system(mappings::kIdentifierSystem);
  const auto matches = SearchAll(
      rest_, part.type,
      "identifier=" + SearchValue(system) + "%7C" + SearchValue("urn:uuid:" + part.identity));
  if (!matches) return Unexpected<Failure>(matches.error());
  std::vector<const Value*> own;  // servers ignore parameters that they do not know
  for (const Value& resource : *matches) {
    if (IdentityOf(resource) == part.identity) own.push_back(&resource);
  }
  if (own.empty()) return Found();
  if (own.size() == 1) return Found(AsItStands(part, *own.front()));
  auto failure =
      Fail(FailureKind::kAmbiguous, "The EHR has " + std::to_string(own.size()) +
                                        " resources of type " + part.type + " with one identity.");
  for (const Value* resource : own) {
    failure.error().diagnostics += failure.error().diagnostics.empty() ? "" : "\n";
    failure.error().diagnostics += part.type + "/" + (*resource)["id"].text();
  }
  return failure;
}

// Whether it is there is told by the head of the answer: a large one is not fetched.
Result<bool, Failure> FhirEhr::HoldsBinary(const std::string& reference) {
  if (ReferenceOf(reference, "Binary") != reference) return false;
  RestCall call;
  call.path = reference;
  call.largest_answer = kPeek;
  const auto answer = rest_.Send(call);
  if (!answer && answer.error().kind == FailureKind::kTooLarge) return true;
  if (!answer) return Unexpected<Failure>(answer.error());
  if (answer->status >= 200 && answer->status < 300) {
    const auto fault = FindFault(answer->status, answer->headers, answer->body, true, rest_.Now());
    if (!fault) return true;
  }
  Failure failure = rest_.Sort(*answer, true);
  if (IsAbsent(failure)) return false;
  return Unexpected<Failure>(std::move(failure));
}

Result<void, Failure> FhirEhr::Probe() {
  FilingPart nobody;
  nobody.type = "Communication";
  nobody.identity = rest_.RandomUuid();
  const auto found = FindByIdentity(nobody);
  if (found) return {};
  const Failure& failure = found.error();
  const bool not_offered =
      failure.kind == FailureKind::kNotOffered || failure.kind == FailureKind::kRefused;
  if (!not_offered) return Unexpected<Failure>(failure);
  const auto statement = rest_.Get("metadata?_summary=true");
  if (!statement) return Unexpected<Failure>(statement.error());
  if ((*statement)["resourceType"].text() != "CapabilityStatement")
    return Fail(FailureKind::kCorrupt, "The EHR does not say what it can do.");
  return {};
}

}  // namespace chartbridge::ehr
