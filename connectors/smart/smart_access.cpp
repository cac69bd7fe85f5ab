#include "connectors/smart/smart_access.h"

#include "connectors/smart/role_rights.h"
#include "connectors/smart/scopes.h"

namespace chartbridge::smart {
namespace {

using chart::Admission;
using chart::Deed;
using chart::Rights;

constexpr std::chrono::minutes kOneLook(15);
constexpr std::size_t kMostLooks = 4096;

std::string EventOf(Deed deed) {
  switch (deed) {
    case Deed::kRead:
      return "ehr.read";
    case Deed::kSearch:
      return "ehr.search";
    case Deed::kCreate:
      return "ehr.create";
    case Deed::kUpdate:
      return "ehr.update";
    case Deed::kPurge:
      return "subject.erased";
  }
  return "ehr.read";
}

}  // namespace

SmartAccess::SmartAccess(const SmartPorts& ports) : ports_(ports), looks_(kMostLooks) {}

Admission SmartAccess::Admit(const http::Request& request) {
  using Kind = login::Caller::Kind;
  const login::Caller caller = ports_.login.Authenticate(request);
  const auto of_roles = [&](Way way) { return RightsOf(ports_.roles, caller.roles, way); };
  Rights rights;
  rights.actor = caller.actor;
  rights.author = caller.account.practitioner;
  switch (caller.kind) {
    case Kind::kNobody:
      return {std::nullopt, http::FindHeader(request.headers(), "Authorization").has_value()};
    case Kind::kBridge:
      rights.everything = true;
      break;
    case Kind::kApp:
      rights.patient = caller.patient;
      rights.types = GrantScopes(ReadScopes(caller.scope), of_roles(Way::kLaunch)).types;
      break;
    case Kind::kToken:
      rights.types = of_roles(Way::kToken);
      break;
    case Kind::kSession:
      rights.types = of_roles(Way::kSession);
      break;
  }
  return {std::move(rights), true};
}

Result<void, Failure> SmartAccess::Note(const Rights& rights, const chart::Access& access) {
  bridge::AuditEntry entry;
  entry.ev = EventOf(access.deed);
  entry.actor = rights.actor;
  entry.outcome = access.ending == chart::Ending::kDone      ? 0
                  : access.ending == chart::Ending::kRefused ? 4
                                                             : 8;
  entry.subject = access.patient;
  entry.what = access.what;
  entry.reason = access.ending == chart::Ending::kOutside ? "outside-compartment" : "";
  entry.detail = access.detail;
  entry.version = access.version;
  if (access.deed != Deed::kSearch || access.detail.empty()) return ports_.audit.Append({entry});
  // A viewer that looks for news every few seconds sees the same list again and again: that is one
  // look. As soon as the list is another, it is noted anew.
  const std::string look =
      entry.actor + "\n" + entry.what + "\n" + entry.subject + "\n" + entry.detail;
  const Instant now = ports_.clock.Now();
  if (looks_.Find(look, now)) return {};
  auto noted = ports_.audit.Append({entry});
  if (noted) looks_.Put(look, true, now + kOneLook, now);
  return noted;
}

}  // namespace chartbridge::smart
