// Who asks, and the line of the access log that their request leaves.
#include <set>

#include "connectors/chart/bundles.h"
#include "connectors/chart/fhir_exchange.h"
#include "connectors/crypto/crypto.h"

namespace chartbridge::chart {

using fhir::json::Value;

std::string FhirHandler::BaseOf(const http::Request& request, const Rights& rights) const {
  // Pages of a search that the bridge itself walks through stay on the way it came by.
  const bool bridge = settings_.access != nullptr && rights.everything && http::IsLocal(request);
  if (settings_.own && !bridge)
    return settings_.own->BaseOf(request).value_or(settings_.own->base()) + settings_.prefix;
  // Enter has seen to it that the name is one of ours.
  return "http://" + http::FindHeader(request.headers(), "Host").value_or("localhost") +
         settings_.prefix;
}

Result<Rights, Refusal> FhirHandler::Admit(const http::Request& request) {
  Rights open;
  open.everything = true;
  if (settings_.access == nullptr) return open;
  Admission admission = settings_.access->Admit(request);
  const bool shows = http::FindHeader(request.headers(), "Authorization").has_value();
  if (settings_.open && !shows && RequireLocal(request)) {
    if (admission.rights) open.actor = admission.rights->actor;
    return open;
  }
  if (admission.rights) return std::move(*admission.rights);
  Refusal refusal =
      Refuse(401, "login", "The chart wants a token or a session of the console.").error();
  refusal.challenge = admission.shown ? "Bearer error=\"invalid_token\"" : "Bearer";
  return Unexpected(std::move(refusal));
}

// Decides who asks and under which base the answer speaks.
Result<void, Refusal> FhirHandler::Enter(Exchange& exchange) {
  if (settings_.access == nullptr || !settings_.own) {
    if (auto local = RequireLocal(exchange.request); !local) return local;
  } else if (!settings_.own->BaseOf(exchange.request)) {
    return Refuse(403, "forbidden", "The chart does not answer to that name.");
  }
  exchange.base = BaseOf(exchange.request, {});
  if (exchange.address.place == Address::Place::kMetadata) return {};
  auto rights = Admit(exchange.request);
  if (!rights) return Unexpected(rights.error());
  exchange.base = BaseOf(exchange.request, *rights);
  exchange.reach = Reach(std::move(*rights), exchange.base);
  return {};
}

Result<void, Refusal> FhirHandler::Note(Exchange& exchange, const Access& access) {
  const Rights& rights = exchange.reach.rights();
  if (settings_.access == nullptr || rights.actor.empty()) return {};
  auto noted = settings_.access->Note(rights, access);
  if (noted) return {};
  return Refuse(503, "transient", "The access cannot be audited, so nothing is shown.");
}

// One line for the whole Bundle: what it writes, else what it looks for.
Result<void, Refusal> FhirHandler::NoteBundle(Exchange& exchange, const Value& bundle) {
  Access access{Deed::kSearch, "Bundle", exchange.reach.rights().patient, false, {}};
  for (const Value& entry : bundle["entry"].items()) {
    const std::string& method = entry["request"]["method"].text();
    if (method == "POST" || method == "PUT") access.deed = Deed::kUpdate;
  }
  return Note(exchange, access);
}

Access AccessOfList(const TypeRules& type, const Value& bundle, const Rights& rights,
                    std::string_view base) {
  Access access{Deed::kSearch, std::string(type.name), rights.patient, false, {}};
  std::set<std::string> patients;
  std::string ids;
  for (const Value& entry : bundle["entry"].items()) {
    patients.insert(PatientOf(type, entry["resource"], base));
    ids += entry["resource"]["id"].text() + "\n";
  }
  if (access.patient.empty() && patients.size() == 1) access.patient = *patients.begin();
  const auto hash = crypto::Sha256(ids);
  access.detail =
      "count=" + std::to_string(bundle["entry"].items().size()) + " ids-sha256=" + ToHex(hash);
  return access;
}

// Whether a version may be shown to this caller; the look at it is noted, and so is one in vain.
Result<void, Refusal> FhirHandler::RequireSeen(Exchange& exchange, const Version& version) {
  const Rights& rights = exchange.reach.rights();
  const auto seen = exchange.reach.RequireSeen(interactions_.store(), version);
  if (settings_.access == nullptr || rights.actor.empty()) return seen;
  auto resource = ToResource(version);
  if (!resource) return Unexpected(resource.error());
  const bool shown = seen && !rights.patient.empty();
  const Access access{
      Deed::kRead,
      version.type + "/" + version.id,
      shown ? rights.patient : PatientOf(*exchange.address.type, *resource, exchange.base),
      !seen,
      {}};
  if (auto noted = Note(exchange, access); !noted) return noted;
  return seen;
}

}  // namespace chartbridge::chart
