#include "connectors/smart/smart_server.h"

#include <algorithm>
#include <array>

#include "connectors/crypto/crypto.h"
#include "connectors/http/url.h"
#include "connectors/smart/role_rights.h"
#include "connectors/smart/smart_server_impl.h"
#include "fhir/json/write.h"

namespace chartbridge::smart {

using fhir::json::Array;
using fhir::json::Object;

namespace {

constexpr std::chrono::minutes kLaunchLife(5);
constexpr std::size_t kMostLaunches = 4096;
constexpr std::size_t kMostWaiting = 4096;
constexpr std::size_t kMostCodes = 4096;

}  // namespace

bool IsPatient(const std::string& reference) {
  constexpr std::string_view kPrefix = "Patient/";
  if (!reference.starts_with(kPrefix)) return false;
  const std::string_view id = std::string_view(reference).substr(kPrefix.size());
  return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.';
  });
}

http::Pairs SafeHeaders() {
  return {{"Cache-Control", "no-store"},
          {"Pragma", "no-cache"},
          {"X-Content-Type-Options", "nosniff"},
          {"Referrer-Policy", "no-referrer"},
          {"Cross-Origin-Resource-Policy", "same-origin"},
          {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox"}};
}

void SendPage(int status, std::string text, http::Responder& responder) {
  http::Response response{status, SafeHeaders(), std::move(text) + "\n"};
  response.headers.emplace_back("Content-Type", "text/plain; charset=utf-8");
  responder.Send(std::move(response));
}

void SendJson(int status, const fhir::json::Value& json, http::Responder& responder) {
  http::Response response{status, SafeHeaders(), fhir::json::Write(json)};
  response.headers.emplace_back("Content-Type", "application/json");
  responder.Send(std::move(response));
}

void SendAway(std::string location, http::Responder& responder) {
  http::Response response{302, SafeHeaders(), ""};
  response.headers.emplace_back("Location", std::move(location));
  responder.Send(std::move(response));
}

SmartServer::Impl::Impl(const SmartServerSettings& settings, const SmartPorts& ports)
    : settings_(settings),
      ports_(ports),
      viewer_{kViewer, "chartbridge", {}},
      signer_(crypto::SigningKey::Generate(crypto::JwsAlgorithm::kEs256)),
      launches_(kMostLaunches),
      waiting_(kMostWaiting),
      codes_(kMostCodes),
      spent_(kMostCodes) {}

std::string SmartServer::Impl::Secret() {
  std::array<unsigned char, 32> bytes{};
  ports_.entropy.Fill(bytes);
  return ToBase64Url({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

void SmartServer::Impl::Configuration(const http::Request& request,
                                      http::Responder& responder) const {
  const auto base = settings_.own.BaseOf(request);
  if (!base) return SendPage(403, "This server is not known by that name.", responder);
  const std::string smart = *base + settings_.smart;
  const Object json{
      {"issuer", *base + settings_.fhir},
      {"jwks_uri", smart + "/keys"},
      {"authorization_endpoint", smart + "/authorize"},
      {"token_endpoint", smart + "/token"},
      {"token_endpoint_auth_methods_supported", Array{"none"}},
      {"grant_types_supported", Array{"authorization_code"}},
      {"response_types_supported", Array{"code"}},
      {"code_challenge_methods_supported", Array{"S256"}},
      {"scopes_supported",
       Array{"openid", "fhirUser", "launch", "launch/patient", "patient/*.rs", "patient/*.read",
             "patient/Communication.u", "patient/Task.cu", "patient/Provenance.c"}},
      {"capabilities",
       Array{"launch-ehr", "launch-standalone", "client-public", "sso-openid-connect",
             "context-ehr-patient", "context-standalone-patient", "context-banner",
             "permission-patient", "permission-v1", "permission-v2"}}};
  SendJson(200, json, responder);
}

void SmartServer::Impl::Discovery(const http::Request& request, http::Responder& responder) const {
  const auto base = settings_.own.BaseOf(request);
  if (!base) return SendPage(403, "This server is not known by that name.", responder);
  const std::string smart = *base + settings_.smart;
  SendJson(200,
           Object{{"issuer", *base + settings_.fhir},
                  {"authorization_endpoint", smart + "/authorize"},
                  {"token_endpoint", smart + "/token"},
                  {"jwks_uri", smart + "/keys"},
                  {"response_types_supported", Array{"code"}},
                  {"subject_types_supported", Array{"public"}},
                  {"id_token_signing_alg_values_supported", Array{"ES256"}}},
           responder);
}

void SmartServer::Impl::Keys(http::Responder& responder) const {
  SendJson(200, Object{{"keys", Array{signer_.PublicJwk()}}}, responder);
}

Result<std::string, Failure> SmartServer::Impl::MakeLaunch(const login::Caller& caller,
                                                           const std::string& patient) {
  if (caller.kind != login::Caller::Kind::kSession || !MayReadMessages(ports_.roles, caller.roles))
    return Fail(FailureKind::kForbidden, "The viewer is for people who may read messages.");
  if (!IsPatient(patient)) return Fail(FailureKind::kRefused, "The launch names no patient.");
  std::string token = Secret();
  const Instant now = ports_.clock.Now();
  launches_.Put(token, {caller.account.id, caller.session.id, patient}, now + kLaunchLife, now);
  return token;
}

SmartServer::SmartServer(const SmartServerSettings& settings, const SmartPorts& ports)
    : impl_(std::make_unique<Impl>(settings, ports)) {}
SmartServer::~SmartServer() = default;

void SmartServer::Handle(http::Request& request, http::Responder& responder) {
  const SmartServerSettings& settings = impl_->settings();
  const bool get = request.method() == "GET" || request.method() == "HEAD";
  if (request.path() == settings.fhir + "/.well-known/smart-configuration") {
    if (!get) return SendPage(405, "The configuration can only be read.", responder);
    return impl_->Configuration(request, responder);
  }
  if (request.path() == settings.fhir + "/.well-known/openid-configuration") {
    if (!get) return SendPage(405, "The configuration can only be read.", responder);
    return impl_->Discovery(request, responder);
  }
  if (request.path() == settings.smart + "/keys") {
    if (!get) return SendPage(405, "The keys can only be read.", responder);
    return impl_->Keys(responder);
  }
  if (request.path() == settings.smart + "/authorize") {
    if (request.method() != "GET") return SendPage(405, "Ask by GET.", responder);
    return impl_->Authorize(request, responder);
  }
  if (request.path() == settings.smart + "/token") {
    if (request.method() != "POST")
      return SendPage(405, "Tokens are asked for by POST.", responder);
    return impl_->Exchange(request, responder);
  }
  SendPage(404, "There is no such page.", responder);
}

Result<std::string, Failure> SmartServer::LaunchUrl(const login::Caller& caller,
                                                    const std::string& patient) {
  auto token = impl_->MakeLaunch(caller, patient);
  if (!token) return token;
  const SmartServerSettings& settings = impl_->settings();
  const std::string& base = settings.own.base();
  const std::string page = base + settings.viewer + "launch.html";
  return WithParameter(WithParameter(page, "iss", base + settings.fhir), "launch", *token);
}

Result<login::AppRequest, Failure> SmartServer::Describe(const std::string& id,
                                                         const login::Caller& caller) {
  return impl_->Describe(id, caller);
}

Result<std::string, Failure> SmartServer::Approve(const std::string& id,
                                                  const login::Caller& caller,
                                                  const std::string& patient) {
  return impl_->Approve(id, caller, patient);
}

Result<std::string, Failure> SmartServer::Deny(const std::string& id, const login::Caller& caller) {
  return impl_->Deny(id, caller);
}

}  // namespace chartbridge::smart
