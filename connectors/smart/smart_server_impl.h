// The state of the SMART server; only its own .cpp files see it.
#pragma once

#include "connectors/crypto/jose.h"
#include "connectors/login/expiring_map.h"
#include "connectors/smart/form_text.h"
#include "connectors/smart/scopes.h"
#include "connectors/smart/smart_server.h"

namespace chartbridge::smart {

struct Launch {
  std::string account;
  std::string session;
  std::string patient;
};

// An authorization request that is sound, while nobody has answered it yet.
struct PendingAuthorization {
  std::string base;  // under which name of ours the browser came
  std::string client;
  std::string redirect_uri;
  std::string state;
  std::string nonce;
  std::string challenge;
  AskedScopes scopes;
  std::string launched;  // the patient of the launch; "" for standalone
  std::string account;   // whose answer it waits for; "": of anybody who signs in
};

struct Code {
  std::string base;  // under which name of ours the browser came
  std::string client;
  std::string redirect_uri;
  std::string nonce;
  std::string challenge;
  bool openid = false;
  login::AppGrant grant;
};

class SmartServer::Impl {
 public:
  Impl(const SmartServerSettings& settings, const SmartPorts& ports);

  void Configuration(const http::Request& request, http::Responder& responder) const;
  // OpenID Connect Discovery 1.0, as far as an app needs it to check an id_token.
  void Discovery(const http::Request& request, http::Responder& responder) const;
  void Keys(http::Responder& responder) const;
  void Authorize(const http::Request& request, http::Responder& responder);
  void Exchange(http::Request& request, http::Responder& responder);

  Result<std::string, Failure> MakeLaunch(const login::Caller& caller, const std::string& patient);
  Result<PendingAuthorization, Failure> Look(const std::string& id,
                                             const login::Caller& caller) const;
  Result<login::AppRequest, Failure> Describe(const std::string& id,
                                              const login::Caller& caller) const;
  Result<std::string, Failure> Approve(const std::string& id, const login::Caller& caller,
                                       const std::string& patient);
  Result<std::string, Failure> Deny(const std::string& id, const login::Caller& caller);

  const SmartServerSettings& settings() const { return settings_; }

 private:
  const Client* FindClient(const std::string& id, const std::string& base,
                           std::vector<std::string>& redirect_uris) const;
  // What is wrong with a request whose client and redirect URI are right.
  struct Fault {
    std::string error;
    std::string text;
  };
  std::optional<Fault> Check(const Parameters& parameters, const std::string& base) const;
  std::optional<Fault> TakeLaunch(const Parameters& parameters, const login::Caller& caller,
                                  PendingAuthorization& waiting);
  // Where the browser goes: with a code, or with the error that there is none.
  std::string Issue(const PendingAuthorization& waiting, const login::Caller& caller,
                    const std::string& patient);
  std::string Refused(const std::string& redirect_uri, const std::string& state,
                      const Fault& fault) const;
  std::string IdToken(const Code& code, const bridge::Account& account) const;
  Result<std::string, Fault> Redeem(const Parameters& parameters);
  std::string Secret();

  const SmartServerSettings settings_;
  const SmartPorts ports_;
  const Client viewer_;
  const crypto::SigningKey signer_;  // lives as long as the process
  login::ExpiringMap<Launch> launches_;
  login::ExpiringMap<PendingAuthorization> waiting_;
  login::ExpiringMap<Code> codes_;
  login::ExpiringMap<std::string> spent_;  // codes that were redeemed: origins of their grants
};

bool IsPatient(const std::string& reference);
// Headers of every answer of this folder.
http::Pairs SafeHeaders();
void SendJson(int status, const fhir::json::Value& json, http::Responder& responder);
void SendPage(int status, std::string text, http::Responder& responder);
void SendAway(std::string location, http::Responder& responder);

}  // namespace chartbridge::smart
