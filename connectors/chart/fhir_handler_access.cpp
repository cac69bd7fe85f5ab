// Who asks, and the lines of the access log that their request leaves.
#include <set>

#include "connectors/chart/fhir_handler.h"
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

Rights FhirHandler::Admit(const http::Request& request) {
  Rights open;
  open.everything = true;
  if (settings_.access == nullptr) return open;
  Admission admission = settings_.access->Admit(request);
  const bool shows = http::FindHeader(request.headers(), "Authorization").has_value();
  if (settings_.open && !shows && chart::IsLocal(request)) {
    if (admission.rights) open.actor = admission.rights->actor;
    return open;
  }
  if (admission.rights) return std::move(*admission.rights);
  const std::string challenge = admission.shown ? "Bearer error=\"invalid_token\"" : "Bearer";
  throw Refused(
      {401,
       {{Severity::kError, "login", "", "The chart wants a token or a session of the console."}},
       challenge,
       {}});
}

// Decides who asks, under which base the answer speaks, and what the path means; in this order, so
// that nothing is said to who may not ask.
void FhirHandler::Enter(Exchange& exchange) {
  const http::Request& request = exchange.request;
  if (settings_.access == nullptr || !settings_.own) {
    RequireLocal(request);
  } else if (!settings_.own->BaseOf(request)) {
    Refuse(403, "forbidden", "The chart does not answer to that name.");
  }
  std::string_view path = request.path();
  if (path.starts_with(settings_.prefix)) path.remove_prefix(settings_.prefix.size());
  exchange.base = BaseOf(request, {});
  if (path != "/metadata") {
    Rights rights = Admit(request);
    exchange.base = BaseOf(request, rights);
    exchange.reach = Reach(std::move(rights), store_.site());
  }
  exchange.address = ReadAddress(path);
}

void FhirHandler::Note(const Exchange& exchange, const Access& access) {
  const Rights& rights = exchange.reach.rights();
  if (settings_.access == nullptr || rights.actor.empty()) return;
  if (!settings_.access->Note(rights, access))
    Refuse(503, "transient", "The access cannot be audited, so nothing is shown or written.");
}

// One line for a list: the patient when it is about one only, else how many, and the hash of their
// ids (audit-and-roles.md section 3).
void FhirHandler::NoteList(const Exchange& exchange, Deed deed, const std::string& what,
                           const Value& bundle) {
  const Rights& rights = exchange.reach.rights();
  if (rights.actor.empty()) return;
  Access access{deed, what, rights.patient, Ending::kDone, {}};
  std::set<std::string> patients;
  std::string ids;
  for (const Value& entry : bundle["entry"].items()) {
    patients.insert(PatientOf(*exchange.address.type, entry["resource"], store_.site()));
    ids += entry["resource"]["id"].text() + "\n";
  }
  if (access.patient.empty() && patients.size() == 1) access.patient = *patients.begin();
  const auto hash = crypto::Sha256(ids);
  access.detail =
      "count=" + std::to_string(bundle["entry"].items().size()) + " ids-sha256=" + ToHex(hash);
  Note(exchange, access);
}

void FhirHandler::NoteSaved(const Exchange& exchange, const std::vector<Saved>& saved) {
  const Rights& rights = exchange.reach.rights();
  if (rights.actor.empty()) return;
  for (const auto& [change, version] : saved) {
    const bool made = change == Change::kCreated;
    const bool found = change == Change::kMatched;
    const std::string patient =
        !rights.patient.empty()
            ? rights.patient
            : PatientOf(*FindType(version.type), ToResource(version), store_.site());
    Note(exchange, {made    ? Deed::kCreate
                    : found ? Deed::kRead
                            : Deed::kUpdate,
                    version.type + "/" + version.id, patient, Ending::kDone, "",
                    std::to_string(version.number)});
  }
}

// Reads a body and writes what it says. What was written is noted before it is committed, what was
// refused with its outcome.
std::vector<Saved> FhirHandler::Write(Exchange& exchange, Deed deed,
                                      const std::function<WriteWork()>& read) {
  std::vector<Saved> saved;
  bool noted = false;  // the work may run twice
  try {
    const WriteWork work = read();
    store_.Write([&](Writer& writer) {
      saved = work(writer);
      if (!std::exchange(noted, true)) NoteSaved(exchange, saved);
    });
    return saved;
  } catch (const Refused& refused) {
    const Address& address = exchange.address;
    const std::string type = address.type == nullptr ? "Bundle" : std::string(address.type->name);
    Note(exchange, {deed, type + (address.id.empty() ? "" : "/" + address.id),
                    exchange.reach.rights().patient, Ending::kRefused,
                    "status=" + std::to_string(refused.refusal.status)});
    throw;
  }
}

// The version that the address names, unless it lies out of reach; the look at it is noted, and so
// is one in vain.
Version FhirHandler::ReadSeen(Exchange& exchange) {
  const Address& address = exchange.address;
  exchange.reach.Require(Deed::kRead, *address.type);
  bool seen = false;
  const auto version = store_.Read([&](Reader& reader) {
    const std::string type(address.type->name);
    auto found = address.place == Address::Place::kVersion
                     ? reader.FindVersion(type, address.id, address.number)
                     : reader.Find(type, address.id);
    seen = found && exchange.reach.Sees(reader, *found);
    return found;
  });
  const Rights& rights = exchange.reach.rights();
  if (version && !rights.actor.empty()) {
    const bool bounded = seen && !rights.patient.empty();
    Note(exchange,
         {Deed::kRead,
          version->type + "/" + version->id,
          bounded ? rights.patient : PatientOf(*address.type, ToResource(*version), store_.site()),
          seen ? Ending::kDone : Ending::kOutside,
          {}});
  }
  if (!seen) Refuse(404, "not-found", "There is no such resource.");
  return *version;
}

}  // namespace chartbridge::chart
