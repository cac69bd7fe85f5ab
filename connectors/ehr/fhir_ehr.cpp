#include "connectors/ehr/fhir_ehr.h"

#include <algorithm>
#include <utility>

#include "connectors/ehr/entry_names.h"
#include "connectors/ehr/search.h"
#include "fhir/json/write.h"
#include "mappings/identity.h"

namespace chartbridge::ehr {
namespace {

using bridge::Filed;
using fhir::json::Value;

bool IsConditionalCreate(const Value& entry) {
  return entry["request"]["method"].text() == "POST" &&
         !entry["request"]["ifNoneExist"].text().empty();
}

// The derived identity that the resource bears; "" when it has none.
std::string IdentityOf(const Value& resource) {
  for (const Value& identifier : resource["identifier"].items()) {
    if (identifier["system"].text() == mappings::kIdentifierSystem)
      return identifier["value"].text();
  }
  return "";
}

// The reference of the one resource that has the entry's identity; "" when there is none.
Result<std::string, Failure> FindEntry(FhirRest& rest, const Value& resource) {
  const std::string identity = IdentityOf(resource);
  if (identity.empty()) return std::string();
  const auto found = FindByIdentifier(rest, resource["resourceType"].text(),
                                      std::string(mappings::kIdentifierSystem), identity);
  if (!found) return Unexpected<Failure>(found.error());
  if (found->size() > 1) {
    return Fail(FailureKind::kAmbiguous,
                "The EHR has more than one resource of the same identity.");
  }
  return found->empty() ? std::string() : found->front();
}

// In Bundle order; files that went ahead of it come last.
Filed ToFiled(const std::vector<EntryAnswer>& answers,
              const std::vector<bridge::Enclosure>& enclosures) {
  Filed filed;
  const auto add = [&](const std::string& reference) {
    const auto& list = filed.resources;
    if (reference.empty() || std::find(list.begin(), list.end(), reference) != list.end()) return;
    filed.resources.push_back(reference);
  };
  for (const EntryAnswer& answer : answers) add(answer.reference);
  for (const bridge::Enclosure& enclosure : enclosures) add(enclosure.binary);
  return filed;
}

bool AllExisted(const Value& bundle, const std::vector<EntryAnswer>& answers) {
  bool any = false;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (!IsConditionalCreate(bundle["entry"].at(i))) continue;
    if (answers[i].status != 200) return false;
    any = true;
  }
  return any;
}

bool IsThread(const Value& resource) {
  for (const Value& category : resource["category"].items()) {
    for (const Value& coding : category["coding"].items()) {
      if (coding["system"].text() == "urn:chartbridge:cs:kind" && coding["code"].text() == "thread")
        return true;
    }
  }
  return false;
}

constexpr int kVersionRaces = 5;

}  // namespace

FhirEhr::FhirEhr(FhirRest& rest, bridge::Vault& vault, bridge::KeyStore& keys,
                 std::uint64_t inline_bytes)
    : rest_(rest), enclosures_(rest, vault, keys, inline_bytes) {}

Result<Filed, Failure> FhirEhr::File(const bridge::Filing& filing, bool after_doubt) {
  if (after_doubt) {
    auto there = LookUp(filing);
    if (!there) return Unexpected<Failure>(there.error());
    if (*there) return *std::move(*there);
  }
  const auto bundle = enclosures_.Settle(filing);
  if (!bundle) return Unexpected<Failure>(bundle.error());
  RestCall call;
  call.method = "POST";
  call.headers = {{"Content-Type", "application/fhir+json"}, {"Prefer", "return=minimal"}};
  call.body = fhir::json::Write(RenameEntries(*bundle));
  const auto answer = rest_.SendForSuccess(call);
  if (!answer) return Unexpected<Failure>(answer.error());
  auto answers = ReadTransactionAnswer(*bundle, answer->body);
  if (!answers) return Unexpected<Failure>(answers.error());
  if (auto complete = Complete(*bundle, *answers); !complete)
    return Unexpected<Failure>(complete.error());
  Filed filed = ToFiled(*answers, filing.enclosures);
  filed.existed_already = AllExisted(*bundle, *answers);
  return filed;
}

Result<std::optional<Filed>, Failure> FhirEhr::LookUp(const bridge::Filing& filing) {
  const auto there = ReadBack(filing.bundle);
  if (!there) return Unexpected<Failure>(there.error());
  if (there->empty()) return std::optional<Filed>();
  Filed filed = ToFiled(*there, filing.enclosures);
  filed.existed_already = true;
  return std::optional<Filed>(std::move(filed));
}

Result<std::vector<EntryAnswer>, Failure> FhirEhr::ReadBack(const Value& bundle) {
  auto answers = ReadTransactionAnswer(bundle, "");  // what the requests tell by themselves
  if (!answers) return answers;
  bool any = false;
  for (std::size_t i = 0; i < answers->size(); ++i) {
    const Value& entry = bundle["entry"].at(i);
    if (!IsConditionalCreate(entry)) continue;
    const auto found = FindEntry(rest_, entry["resource"]);
    if (!found) return Unexpected<Failure>(found.error());
    if (found->empty()) return std::vector<EntryAnswer>();
    (*answers)[i].reference = *found;
    any = true;
  }
  return any ? std::move(*answers) : std::vector<EntryAnswer>();
}

Result<void, Failure> FhirEhr::Complete(const Value& bundle, std::vector<EntryAnswer>& answers) {
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const Value& entry = bundle["entry"].at(i);
    if (!answers[i].reference.empty() || !IsConditionalCreate(entry)) continue;
    const auto found = FindEntry(rest_, entry["resource"]);
    if (!found) return Unexpected<Failure>(found.error());
    if (found->empty()) {
      return Fail(FailureKind::kInDoubt,
                  "The EHR said that it filed a resource, and does not find it.");
    }
    answers[i].reference = *found;
  }
  return {};
}

Result<void, Failure> FhirEhr::Retract(const std::vector<std::string>& resources) {
  for (const std::string& reference : resources) {
    const std::string type = TypeOf(reference);
    if (type != "Communication" && type != "DocumentReference") continue;
    if (ReferenceOf(reference, type) != reference) {
      return Fail(FailureKind::kRefused, "That is not the reference of a resource.");
    }
    if (auto done = RetractOne(reference); !done) return done;
  }
  return {};
}

Result<void, Failure> FhirEhr::RetractOne(const std::string& reference) {
  for (int race = 0; race < kVersionRaces; ++race) {
    auto resource = rest_.Get(reference);
    if (!resource) {
      const int status = resource.error().http_status;
      if (status == 404 || status == 410) return {};
      return Unexpected<Failure>(resource.error());
    }
    if ((*resource)["resourceType"].text() != TypeOf(reference)) {
      return Fail(FailureKind::kCorrupt,
                  "The EHR answered a read with a resource of another type.");
    }
    if ((*resource)["status"].text() == "entered-in-error" || IsThread(*resource)) return {};
    resource->Set("status", "entered-in-error");
    RestCall call;
    call.method = "PUT";
    call.path = reference;
    call.headers = {{"Content-Type", "application/fhir+json"}, {"Prefer", "return=minimal"}};
    const std::string version = (*resource)["meta"]["versionId"].text();
    if (!version.empty()) call.headers.emplace_back("If-Match", "W/\"" + version + "\"");
    call.body = fhir::json::Write(*resource);
    const auto answer = rest_.SendForSuccess(call);
    if (answer) return {};
    const int status = answer.error().http_status;
    if (status != 409 && status != 412) return Unexpected<Failure>(answer.error());
  }
  return Fail(FailureKind::kConflict,
              "The resource changed in the EHR each time that it was to be retracted.");
}

}  // namespace chartbridge::ehr
