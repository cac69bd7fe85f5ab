// The token endpoint (RFC 6749 4.1.3, RFC 7636 4.6).
#include <algorithm>

#include "connectors/crypto/crypto.h"
#include "connectors/smart/smart_server_impl.h"
#include "fhir/json/write.h"

namespace chartbridge::smart {

using fhir::json::Object;
using fhir::json::Value;

namespace {

constexpr std::size_t kLargestForm = 16U << 10U;
constexpr std::chrono::seconds kTokenLife(3600);

bool IsForm(const http::Request& request) {
  const std::string type = http::FindHeader(request.headers(), "Content-Type").value_or("");
  constexpr std::string_view kForm = "application/x-www-form-urlencoded";
  const std::string_view media = std::string_view(type).substr(0, type.find_first_of("; "));
  return media == kForm;
}

// RFC 7636 section 4.1.
bool IsVerifier(const std::string& text) {
  constexpr std::string_view kMarks = "-._~";
  return text.size() >= 43 && text.size() <= 128 &&
         std::all_of(text.begin(), text.end(), [&](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                  kMarks.find(c) != std::string_view::npos;
         });
}

bool Proves(const std::string& verifier, const std::string& challenge) {
  if (!IsVerifier(verifier)) return false;
  const auto hash = crypto::Sha256(verifier);
  return crypto::ConstantTimeEqual(
      ToBase64Url({reinterpret_cast<const char*>(hash.data()), hash.size()}), challenge);
}

}  // namespace

void SmartServer::Impl::Exchange(http::Request& request, http::Responder& responder) {
  const auto refuse = [&](const Fault& fault) {
    SendJson(400, Object{{"error", fault.error}, {"error_description", fault.text}}, responder);
  };
  if (!IsForm(request)) return refuse({"invalid_request", "The token is asked for with a form."});
  const auto body = request.ReadBody(kLargestForm);
  const auto pairs = body ? ReadForm(*body) : std::nullopt;
  if (!pairs) return refuse({"invalid_request", "The form cannot be read."});
  // A public client has nothing to prove itself with; one that tries is not the one we know.
  if (http::FindHeader(request.headers(), "Authorization"))
    return refuse({"invalid_client", "The clients of this server are public."});
  const auto answer = Redeem(Parameters(*pairs));
  if (!answer) return refuse(answer.error());
  http::Response response{200, SafeHeaders(), *answer};
  response.headers.emplace_back("Content-Type", "application/json");
  responder.Send(std::move(response));
}

Result<std::string, SmartServer::Impl::Fault> SmartServer::Impl::Redeem(
    const Parameters& parameters) {
  const auto refuse = [](std::string error, std::string text) {
    return Unexpected(Fault{std::move(error), std::move(text)});
  };
  if (parameters.AnyRepeats()) return refuse("invalid_request", "A parameter comes twice.");
  if (parameters.Get("grant_type") != "authorization_code")
    return refuse("unsupported_grant_type", "Only authorization_code is offered.");
  const Instant now = ports_.clock.Now();
  const std::string& shown = parameters.Get("code");
  // Whoever shows a code, ends it: a second try with another verifier is a guess.
  const auto code = codes_.Take(shown, now);
  if (!code) {
    // RFC 6749 section 4.1.2: a code that is shown twice was stolen by one of the two.
    if (const auto origin = spent_.Take(shown, now)) ports_.login.RevokeApp(*origin);
    return refuse("invalid_grant", "The code is over, was used, or never was.");
  }
  if (parameters.Get("client_id") != code->client)
    return refuse("invalid_grant", "The code is another client's.");
  if (parameters.Get("redirect_uri") != code->redirect_uri)
    return refuse("invalid_grant", "The redirect URI is another one than the code's.");
  if (!Proves(parameters.Get("code_verifier"), code->challenge))
    return refuse("invalid_grant", "The code verifier does not fit.");
  const login::Caller person = ports_.login.OfSession(code->grant.account, code->grant.session);
  if (person.kind == login::Caller::Kind::kNobody)
    return refuse("invalid_grant", "Whoever let the app in has signed out.");
  const std::string token = ports_.login.GrantApp(code->grant, now + kTokenLife);
  spent_.Put(shown, code->grant.origin, now + kTokenLife, now);
  const std::string& patient = code->grant.patient;
  Value answer(Object{{"access_token", token},
                      {"token_type", "Bearer"},
                      {"expires_in", std::int64_t(kTokenLife.count())},
                      {"scope", code->grant.scope},
                      {"patient", patient.substr(patient.find('/') + 1)},
                      {"need_patient_banner", true}});
  if (code->openid) answer.Set("id_token", IdToken(*code, person.account));
  return fhir::json::Write(answer);
}

// OpenID Connect Core 1.0 section 2, with SMART's fhirUser.
std::string SmartServer::Impl::IdToken(const Code& code, const bridge::Account& account) const {
  const std::string issuer = code.base + settings_.fhir;
  const std::int64_t now = ToUnixMillis(ports_.clock.Now()) / 1000;
  Value claims(Object{{"iss", issuer},
                      {"sub", account.id},
                      {"aud", code.client},
                      {"iat", now},
                      {"exp", now + std::int64_t(kTokenLife.count())}});
  if (!code.nonce.empty()) claims.Set("nonce", code.nonce);
  // Only when it was granted, which takes that the account has one.
  if (code.grant.scope.find("fhirUser ") != std::string::npos && !account.practitioner.empty())
    claims.Set("fhirUser", issuer + "/" + account.practitioner);
  return signer_.Sign(claims);
}

}  // namespace chartbridge::smart
