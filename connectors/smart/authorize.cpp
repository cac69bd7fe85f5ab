// The authorization endpoint (RFC 6749 4.1, RFC 7636, SMART App Launch 2.1.0 "Obtain authorization
// code"). Errors go back to an app only when its client id and redirect URI are right: anything
// else would make this server send browsers wherever a link says.
#include <algorithm>

#include "connectors/smart/role_rights.h"
#include "connectors/smart/smart_server_impl.h"
#include "words/say.h"

namespace chartbridge::smart {

using login::Caller;

namespace {

constexpr std::chrono::minutes kWaitingLife(10);
constexpr std::chrono::seconds kCodeLife(60);
constexpr std::size_t kLongestText = 2048;  // of state and scope
constexpr std::size_t kChallenge = 43;      // SHA-256 in base64url

bool IsChallenge(const std::string& text) {
  return text.size() == kChallenge && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '_';
         });
}

bool IsVisible(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

bool IsSignedIn(const Caller& caller) { return caller.kind == Caller::Kind::kSession; }

}  // namespace

const Client* SmartServer::Impl::FindClient(const std::string& id, const std::string& base,
                                            std::vector<std::string>& redirect_uris) const {
  if (id == kViewer) {
    redirect_uris = {base + settings_.viewer};
    return &viewer_;
  }
  for (const Client& client : settings_.clients) {
    if (client.id != id) continue;
    redirect_uris = client.redirect_uris;
    return &client;
  }
  return nullptr;
}

std::optional<SmartServer::Impl::Fault> SmartServer::Impl::Check(const Parameters& parameters,
                                                                 const std::string& base) const {
  if (parameters.AnyRepeats()) return Fault{"invalid_request", "A parameter comes twice."};
  if (parameters.Get("response_type") != "code")
    return Fault{"unsupported_response_type", "Only the response type code is offered."};
  const std::string& state = parameters.Get("state");
  if (state.empty() || state.size() > kLongestText || !IsVisible(state))
    return Fault{"invalid_request", "A state is required."};
  if (parameters.Get("code_challenge_method") != "S256" ||
      !IsChallenge(parameters.Get("code_challenge")))
    return Fault{"invalid_request", "PKCE with S256 is required."};
  // The app must mean this chart: a code that another server talked it into is worth nothing here.
  std::string aud = parameters.Get("aud");
  if (aud.ends_with('/')) aud.pop_back();
  if (aud != base + settings_.fhir)
    return Fault{"invalid_request", "The parameter aud does not name this FHIR server."};
  if (parameters.Get("nonce").size() > kLongestText || !IsVisible(parameters.Get("nonce")))
    return Fault{"invalid_request", "The nonce cannot be used."};
  if (parameters.Get("scope").size() > kLongestText)
    return Fault{"invalid_scope", "The scope is too long."};
  return std::nullopt;
}

std::optional<SmartServer::Impl::Fault> SmartServer::Impl::TakeLaunch(
    const Parameters& parameters, const Caller& caller, PendingAuthorization& waiting) {
  const std::string& token = parameters.Get("launch");
  if (token.empty()) {
    if (!waiting.scopes.launch) return std::nullopt;
    return Fault{"invalid_request", "The scope launch goes with the parameter launch."};
  }
  const auto launch = launches_.Take(token, ports_.clock.Now());
  const bool lasts = launch && ports_.login.OfSession(launch->account, launch->session).kind !=
                                   Caller::Kind::kNobody;
  if (!lasts) return Fault{"invalid_request", "The launch is over or was used."};
  if (IsSignedIn(caller) && caller.account.id != launch->account)
    return Fault{"access_denied", "The launch is somebody else's."};
  waiting.launched = launch->patient;
  waiting.account = launch->account;
  return std::nullopt;
}

void SmartServer::Impl::Authorize(const http::Request& request, http::Responder& responder) {
  const Parameters parameters(request.query());
  const auto base = settings_.own.BaseOf(request);
  if (!base) return SendPage(403, "This server is not known by that name.", responder);
  std::vector<std::string> known;
  const std::string& redirect_uri = parameters.Get("redirect_uri");
  const bool clear = !parameters.Repeats("client_id") && !parameters.Repeats("redirect_uri");
  const Client* client = FindClient(parameters.Get("client_id"), *base, known);
  if (!clear || client == nullptr ||
      std::find(known.begin(), known.end(), redirect_uri) == known.end()) {
    return SendPage(400, "The app that sent you here is not known to this server.", responder);
  }
  const std::string& state = parameters.Get("state");
  if (const auto fault = Check(parameters, *base))
    return SendAway(Refused(redirect_uri, state, *fault), responder);
  const Caller caller = ports_.login.Authenticate(request);
  PendingAuthorization waiting{*base,
                               client->id,
                               redirect_uri,
                               state,
                               parameters.Get("nonce"),
                               parameters.Get("code_challenge"),
                               ReadScopes(parameters.Get("scope")),
                               "",
                               IsSignedIn(caller) ? caller.account.id : ""};
  if (const auto fault = TakeLaunch(parameters, caller, waiting))
    return SendAway(Refused(redirect_uri, state, *fault), responder);
  if (IsSignedIn(caller) && !waiting.launched.empty())
    return SendAway(Issue(waiting, caller, waiting.launched), responder);
  const std::string id = Secret();
  const Instant now = ports_.clock.Now();
  waiting_.Put(id, std::move(waiting), now + kWaitingLife, now);
  SendAway(settings_.console +
               (IsSignedIn(caller) ? "#/authorize/" : "#/sign-in?next=%2Fauthorize%2F") + id,
           responder);
}

std::string SmartServer::Impl::Refused(const std::string& redirect_uri, const std::string& state,
                                       const Fault& fault) const {
  std::string url = WithParameter(redirect_uri, "error", fault.error);
  url = WithParameter(std::move(url), "error_description", fault.text);
  // What is no state of ours to echo is left out: the app cannot have sent it.
  const bool echo = !state.empty() && state.size() <= kLongestText && IsVisible(state);
  return echo ? WithParameter(std::move(url), "state", state) : url;
}

std::string SmartServer::Impl::Issue(const PendingAuthorization& waiting, const Caller& caller,
                                     const std::string& patient) {
  const GrantedScopes granted =
      GrantScopes(waiting.scopes, RightsOf(ports_.roles, caller.roles, Way::kLaunch));
  const bool denied = granted.types.empty();
  bridge::AuditEntry entry;
  entry.ev = "smart.authorized";
  entry.actor = caller.actor;
  entry.outcome = denied ? 8 : 0;
  entry.subject = patient;
  entry.what = waiting.client;
  entry.reason = denied ? "no-scope" : "";
  entry.detail = granted.text;
  if (!ports_.audit.Append({entry})) {
    return Refused(waiting.redirect_uri, waiting.state,
                   {"temporarily_unavailable", "The grant cannot be audited."});
  }
  if (denied) {
    return Refused(waiting.redirect_uri, waiting.state,
                   {"access_denied", "Your role covers nothing of what the app asks for."});
  }
  std::string scope = granted.text;
  if (waiting.scopes.launch && !waiting.launched.empty()) scope = "launch " + scope;
  if (waiting.scopes.launch_patient) scope = "launch/patient " + scope;
  const bool names = waiting.scopes.openid && waiting.scopes.fhir_user;
  if (names && !caller.account.practitioner.empty()) scope = "fhirUser " + scope;
  if (waiting.scopes.openid) scope = "openid " + scope;
  const std::string code = Secret();
  const Instant now = ports_.clock.Now();
  codes_.Put(code,
             {waiting.base,
              waiting.client,
              waiting.redirect_uri,
              waiting.nonce,
              waiting.challenge,
              waiting.scopes.openid,
              {caller.account.id, caller.session.id, patient, std::move(scope), Secret()}},
             now + kCodeLife, now);
  return WithParameter(WithParameter(waiting.redirect_uri, "code", code), "state", waiting.state);
}

Result<PendingAuthorization, Failure> SmartServer::Impl::Look(const std::string& id,
                                                              const Caller& caller) const {
  auto waiting = waiting_.Find(id, ports_.clock.Now());
  const bool theirs = waiting && IsSignedIn(caller) &&
                      (waiting->account.empty() || waiting->account == caller.account.id);
  if (theirs) return std::move(*waiting);
  return Fail(FailureKind::kNotFound, words::Say("app-request-over"));
}

Result<login::AppRequest, Failure> SmartServer::Impl::Describe(const std::string& id,
                                                               const Caller& caller) const {
  const auto waiting = Look(id, caller);
  if (!waiting) return Unexpected(waiting.error());
  std::vector<std::string> uris;
  const Client* client = FindClient(waiting->client, waiting->base, uris);
  return login::AppRequest{client == nullptr ? waiting->client : client->name,
                           waiting->launched.empty(), waiting->launched};
}

Result<std::string, Failure> SmartServer::Impl::Approve(const std::string& id, const Caller& caller,
                                                        const std::string& patient) {
  const auto waiting = Look(id, caller);
  if (!waiting) return Unexpected(waiting.error());
  const std::string& launched = waiting->launched;
  if (launched.empty() ? !IsPatient(patient) : !patient.empty() && patient != launched) {
    return Fail(FailureKind::kRefused, launched.empty() ? words::Say("app-patient-missing")
                                                        : words::Say("app-patient-other"));
  }
  // Two clicks on the same button make one code.
  const auto taken = waiting_.Take(id, ports_.clock.Now());
  if (!taken) return Fail(FailureKind::kNotFound, words::Say("app-request-over"));
  return Issue(*taken, caller, launched.empty() ? patient : launched);
}

Result<std::string, Failure> SmartServer::Impl::Deny(const std::string& id, const Caller& caller) {
  const auto waiting = Look(id, caller);
  if (!waiting) return Unexpected(waiting.error());
  (void)waiting_.Take(id, ports_.clock.Now());
  return Refused(waiting->redirect_uri, waiting->state, {"access_denied", "The person said no."});
}

}  // namespace chartbridge::smart
