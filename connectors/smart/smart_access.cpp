#include "connectors/smart/smart_access.h"

#include <string_view>

#include "connectors/smart/role_rights.h"
#include "connectors/smart/scopes.h"

namespace chartbridge::smart {
namespace {

using chart::Admission;
using chart::Deed;
using chart::Rights;

constexpr std::chrono::minutes kOneLook(15);
constexpr std::size_t kMostLooks = 4096;

// RFC 9110 section 11.1: the scheme is compared without case. nullopt: another scheme.
std::optional<std::string> BearerOf(const std::string& header) {
  constexpr std::string_view kScheme = "bearer ";
  if (header.size() <= kScheme.size()) return std::nullopt;
  for (std::size_t i = 0; i < kScheme.size(); ++i) {
    const char c = header[i] >= 'A' && header[i] <= 'Z' ? char(header[i] + 32) : header[i];
    if (c != kScheme[i]) return std::nullopt;
  }
  const std::size_t start = header.find_first_not_of(' ', kScheme.size());
  return start == std::string::npos ? std::nullopt : std::optional(header.substr(start));
}

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
  }
  return "ehr.read";
}

}  // namespace

SmartAccess::SmartAccess(const SmartServer& server, const SmartPorts& ports,
                         const InternalToken* internal)
    : server_(server), ports_(ports), internal_(internal), looks_(kMostLooks) {}

Admission SmartAccess::Admit(const http::Request& request) {
  const auto header = http::FindHeader(request.headers(), "Authorization");
  if (!header) return AdmitCaller(ports_.recognize(request));
  const auto token = BearerOf(*header);
  if (!token) return {std::nullopt, true};
  return AdmitBearer(request, *token);
}

Admission SmartAccess::AdmitBearer(const http::Request& request, const std::string& token) {
  // The bridge speaks to itself on this machine; a copy of its token is worth nothing elsewhere.
  if (internal_ != nullptr && request.from_loopback() && internal_->Is(token)) {
    Rights rights;
    rights.everything = true;
    return {std::move(rights), true};
  }
  if (const auto holder = server_.FindToken(token)) {
    // What the roles allow now, not when the token was made.
    const auto account = ports_.account(holder->account);
    if (!account || !account->active || !account->enrolled) return {std::nullopt, true};
    Rights rights;
    rights.actor = "user:" + holder->account;
    rights.patient = holder->patient;
    rights.author = account->practitioner;
    rights.types = Intersect(holder->types, RightsOf(ports_.roles, account->roles, Way::kLaunch));
    return {std::move(rights), true};
  }
  const login::Caller caller = ports_.recognize(request);
  // A cookie beside a bad token does not count.
  if (caller.kind != login::Caller::Kind::kToken) return {std::nullopt, true};
  return AdmitCaller(caller);
}

Admission SmartAccess::AdmitCaller(const login::Caller& caller) const {
  if (caller.kind == login::Caller::Kind::kNobody) return {};
  const Way way = caller.kind == login::Caller::Kind::kToken ? Way::kToken : Way::kSession;
  Rights rights;
  rights.actor = caller.actor;
  rights.author = caller.account.practitioner;
  rights.types = RightsOf(ports_.roles, caller.roles, way);
  return {std::move(rights), true};
}

Result<void, Failure> SmartAccess::Note(const Rights& rights, const chart::Access& access) {
  bridge::AuditEntry entry;
  entry.ev = EventOf(access.deed);
  entry.actor = rights.actor;
  entry.outcome = access.refused ? 8 : 0;
  entry.subject = access.patient;
  entry.what = access.what;
  entry.reason = access.refused ? "outside-compartment" : "";
  entry.detail = access.detail;
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
