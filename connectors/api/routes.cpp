#include "connectors/api/routes.h"

#include "connectors/api/approvals.h"
#include "connectors/api/audit_pages.h"
#include "connectors/api/authorizations.h"
#include "connectors/api/bodies.h"
#include "connectors/api/channels.h"
#include "connectors/api/consents.h"
#include "connectors/api/contents.h"
#include "connectors/api/integrator.h"
#include "connectors/api/items.h"
#include "connectors/api/links.h"
#include "connectors/api/media_steps.h"
#include "connectors/api/openapi.h"
#include "connectors/api/own_session.h"
#include "connectors/api/patients.h"
#include "connectors/api/people.h"
#include "connectors/api/permissions.h"
#include "connectors/api/review.h"
#include "connectors/api/set_up.h"

namespace chartbridge::api {
namespace {

using bridge::access::Permission;
using Handler = Answer<Reply> (*)(const Ask&);
using Members = std::span<const Member>;

constexpr std::string_view kPaged = "cursor limit";

constexpr Endpoint Open(std::string_view method, std::string_view path, Handler answer) {
  return {.method = method, .path = path, .door = Door::kOpen, .answer = answer};
}
constexpr Endpoint Own(std::string_view method, std::string_view path, Handler answer) {
  return {.method = method, .path = path, .door = Door::kSignedIn, .answer = answer};
}
constexpr Endpoint Granted(Permission permission, std::string_view method, std::string_view path,
                           Handler answer) {
  return {.method = method, .path = path, .permission = permission, .answer = answer};
}

constexpr Endpoint With(Endpoint endpoint, Members body) {
  endpoint.body = body;
  endpoint.takes_body = true;
  return endpoint;
}
constexpr Endpoint AskedBy(Endpoint endpoint, std::string_view query) {
  endpoint.query = query;
  return endpoint;
}
constexpr Endpoint Enough(Endpoint endpoint, api::Enough enough) {
  endpoint.enough = enough;
  return endpoint;
}
constexpr Endpoint SteppedUp(Endpoint endpoint) {
  endpoint.step_up = true;
  return endpoint;
}

const Endpoint kEndpoints[] = {
    Open("GET", "/openapi.json", ShowOpenApi),
    // Signing in and one's own account.
    Own("GET", "/session", ShowSession),
    With(Open("POST", "/session", SignIn), bodies::kSignIn),
    Own("DELETE", "/session", SignOut),
    With(Own("POST", "/session/step-up", StepUp), bodies::kCode),
    With(Open("POST", "/setup/begin", BeginSetUp), bodies::kBeginSetUp),
    With(Open("POST", "/setup/end", EndSetUp), bodies::kEndSetUp),
    Own("GET", "/sessions", ListSessions),
    Own("DELETE", "/sessions/{id}", EndSession),
    With(Own("POST", "/account/password", ChangePassword), bodies::kPasswords),
    SteppedUp(Own("POST", "/account/recovery", RenewRecovery)),
    With(Own("PATCH", "/account", ChangeOwnAccount), bodies::kOwnAccount),
    Own("GET", "/roles", ShowRoles),
    // Apps that wait for an answer.
    Own("GET", "/authorizations/{id}", ShowAuthorization),
    With(Own("POST", "/authorizations/{id}", ApproveAuthorization), bodies::kApproval),
    Own("DELETE", "/authorizations/{id}", DenyAuthorization),
    // People and tokens.
    Granted(kAccountsManage, "GET", "/accounts", ListAccounts),
    SteppedUp(With(Granted(kAccountsManage, "POST", "/accounts", AddAccount), bodies::kNewAccount)),
    SteppedUp(With(Granted(kAccountsManage, "PATCH", "/accounts/{id}", ChangeAccount),
                   bodies::kAccountChange)),
    SteppedUp(Granted(kAccountsManage, "POST", "/accounts/{id}/invitation", InviteAgain)),
    Granted(kTokensManage, "GET", "/tokens", ListTokens),
    SteppedUp(With(Granted(kTokensManage, "POST", "/tokens", AddToken), bodies::kNewToken)),
    Granted(kTokensManage, "DELETE", "/tokens/{id}", RevokeToken),
    // Messages.
    AskedBy(Granted(kMessageList, "GET", "/messages", ListMessages),
            "progress reason kind patient since cursor limit"),
    With(Granted(kMessageList, "POST", "/messages/search", ListMessages), bodies::kMessageSearch),
    AskedBy(Enough(Granted(kMessageList, "GET", "/messages/counts", CountMessages), Enough::kAny),
            "since"),
    Granted(kMessageList, "GET", "/messages/{key}", ExplainMessage),
    With(Granted(kMessageBody, "POST", "/messages/{key}/content", ReadContent), bodies::kReason),
    Granted(kMessageBody, "GET", "/messages/{key}/media/{n}", ReadMedia),
    With(Granted(kIdentityResolve, "POST", "/messages/{key}/release", ReleaseMessage),
         bodies::kAttempts),
    SteppedUp(With(Granted(kRetentionManage, "POST", "/messages/{key}/drop", DropMessage),
                   bodies::kDrop)),
    With(Granted(kIdentityResolve, "POST", "/messages/{key}/file", FileMessage), bodies::kFile),
    With(Granted(kIdentityResolve, "POST", "/messages/{key}/media/{n}/release", ReleaseMedium),
         bodies::kAttempts),
    With(Granted(kIdentityResolve, "POST", "/messages/{key}/media/{n}/retry", RetryMedium),
         bodies::kAttempts),
    SteppedUp(With(Granted(kRetentionManage, "POST", "/messages/{key}/media/{n}/drop", DropMedium),
                   bodies::kAttempts)),
    // What is remembered of a contact.
    Granted(kIdentityResolve, "GET", "/conversations/{id}/link", ShowLink),
    Granted(kIdentityResolve, "DELETE", "/conversations/{id}/link", CutLink),
    // The review queue.
    AskedBy(Granted(kIdentityResolve, "GET", "/review", ListReview), kPaged),
    With(Granted(kIdentityResolve, "POST", "/review/{key}/file", FileReviewed), bodies::kFile),
    With(Granted(kIdentityResolve, "POST", "/review/{key}/reject", RejectReviewed),
         bodies::kAttempts),
    // Steps that want two people.
    Own("GET", "/approvals", ListApprovals),
    SteppedUp(Own("POST", "/approvals/{id}/confirm", ConfirmApproval)),
    Own("POST", "/approvals/{id}/decline", DeclineApproval),
    // Patients.
    With(Granted(kConsentStatus, "POST", "/patients/search", SearchPatients),
         bodies::kPatientSearch),
    Granted(kConsentStatus, "GET", "/patients/{id}", ShowPatient),
    Granted(kConsentStatus, "GET", "/patients/{id}/consents", ShowConsents),
    AskedBy(Granted(kMessageList, "GET", "/patients/{id}/messages", ListPatientMessages), kPaged),
    AskedBy(Granted(kAuditRead, "GET", "/patients/{id}/reads", ListReads), kPaged),
    With(Granted(kMessageBody, "POST", "/launches", MakeLaunch), bodies::kPatient),
    // The audit trail.
    AskedBy(Granted(kAuditRead, "GET", "/audit", ListAudit), "about cursor limit"),
    Enough(Granted(kAuditRead, "POST", "/audit/verify", VerifyAudit), Enough::kWhole),
    Enough(Granted(kAuditRead, "GET", "/audit/verified", ShowVerified), Enough::kWhole),
    // The outside parts.
    Granted(kHealthRead, "GET", "/health", ShowHealth),
    Granted(kConnectorsRead, "GET", "/queues", ShowQueues),
    AskedBy(Granted(kConnectorsRead, "GET", "/dead-letters", ListDeadLetters), kPaged),
    Granted(kDeadLettersManage, "POST", "/dead-letters/{key}/replay", ReplayDeadLetter),
    Granted(kDeadLettersManage, "POST", "/dead-letters/{key}/media/{n}/replay", ReplayDeadLetter),
    Granted(kSecretsSet, "GET", "/channels", ListChannels),
    Granted(kSecretsSet, "POST", "/channels/{id}/steps/{step}/test", TestStep),
};

std::vector<std::string_view> Segments(std::string_view path) {
  std::vector<std::string_view> segments;
  while (!path.empty() && path.front() == '/') {
    path.remove_prefix(1);
    const std::size_t end = std::min(path.find('/'), path.size());
    segments.push_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return segments;
}

// What stands at the template's {…}; nullopt when the path is another one.
std::optional<std::vector<std::string>> Match(std::string_view path_template,
                                              const std::vector<std::string_view>& path) {
  const auto wanted = Segments(path_template);
  if (wanted.size() != path.size()) return std::nullopt;
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (!wanted[i].starts_with('{')) {
      if (wanted[i] != path[i]) return std::nullopt;
      continue;
    }
    if (path[i].empty() || path[i].size() > 200) return std::nullopt;
    parts.emplace_back(path[i]);
  }
  return parts;
}

}  // namespace

std::span<const Endpoint> Endpoints() { return kEndpoints; }

std::optional<Found> FindEndpoint(std::string_view method, std::string_view path) {
  const auto segments = Segments(path);
  Found found;
  std::size_t fewest = 100;  // a path written out wins over one with a {…}
  for (const Endpoint& endpoint : kEndpoints) {
    auto parts = Match(endpoint.path, segments);
    if (!parts || parts->size() > fewest) continue;
    if (parts->size() < fewest) found = {};
    fewest = parts->size();
    found.allowed += (found.allowed.empty() ? "" : ", ") + std::string(endpoint.method);
    if (endpoint.method != method) continue;
    found.endpoint = &endpoint;
    found.parts = std::move(*parts);
  }
  return fewest == 100 ? std::nullopt : std::optional<Found>(std::move(found));
}

}  // namespace chartbridge::api
