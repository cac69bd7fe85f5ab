// The state of the SMART server; only its own .cpp files see it.
#pragma once

#include "connectors/smart/form_text.h"
#include "connectors/smart/id_token.h"
#include "connectors/smart/scopes.h"
#include "connectors/smart/shelf.h"
#include "connectors/smart/smart_server.h"

namespace chartbridge::smart {

struct Launch {
  std::string account;
  std::string session;
  std::string patient;
};

// An authorization request that is sound, while nobody has answered it yet.
struct Waiting {
  std::string origin;  // under which name of ours the browser came
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
  std::string origin;
  std::string client;
  std::string redirect_uri;
  std::string nonce;
  std::string challenge;
  std::string scope;
  bool openid = false;
  std::string grant;  // names what came of one code, so that a replay takes all of it back
  Holder holder;
};

struct Token {
  std::string grant;
  Holder holder;
};

class SmartServer::Inside {
 public:
  Inside(const SmartServerSettings& settings, const SmartPorts& ports);

  void Configuration(const http::Request& request, http::Responder& responder) const;
  // OpenID Connect Discovery 1.0, as far as an app needs it to check an id_token.
  void Discovery(const http::Request& request, http::Responder& responder) const;
  void Keys(http::Responder& responder) const;
  void Authorize(const http::Request& request, http::Responder& responder);
  void Exchange(http::Request& request, http::Responder& responder);

  Result<std::string, Failure> MakeLaunch(const login::Caller& caller, const std::string& patient);
  Result<Waiting, Failure> Look(const std::string& id, const login::Caller& caller) const;
  Result<Question, Failure> Describe(const std::string& id, const login::Caller& caller) const;
  Result<std::string, Failure> Approve(const std::string& id, const login::Caller& caller,
                                       const std::string& patient);
  Result<std::string, Failure> Deny(const std::string& id, const login::Caller& caller);
  void EndSession(const std::string& session);
  void EndAccount(const std::string& account);
  std::optional<Holder> FindToken(const std::string& token) const;

  const SmartServerSettings& settings() const { return settings_; }
  // Under which name of ours the request came; nullopt: under none.
  std::optional<std::string> OriginOf(const http::Request& request) const;

 private:
  const Client* FindClient(const std::string& id, const std::string& origin,
                           std::vector<std::string>& redirect_uris) const;
  // What is wrong with a request whose client and redirect URI are right.
  struct Fault {
    std::string error;
    std::string text;
  };
  std::optional<Fault> Check(const Parameters& parameters, const std::string& origin) const;
  std::optional<Fault> TakeLaunch(const Parameters& parameters, const login::Caller& caller,
                                  Waiting& waiting);
  // Where the browser goes: with a code, or with the error that there is none.
  std::string Issue(const Waiting& waiting, const login::Caller& caller,
                    const std::string& patient);
  std::string Refused(const std::string& redirect_uri, const std::string& state,
                      const Fault& fault) const;
  std::string IdToken(const Code& code, const bridge::Account& account) const;
  Result<std::string, Fault> Redeem(const Parameters& parameters);
  std::string Secret();
  template <class Predicate>
  void End(const Predicate& predicate);

  const SmartServerSettings settings_;
  const SmartPorts ports_;
  const Client viewer_;
  const IdTokenSigner signer_;
  Shelf<Launch> launches_;
  Shelf<Waiting> waiting_;
  Shelf<Code> codes_;
  Shelf<std::string> spent_;  // codes that were redeemed: their grants
  Shelf<Token> tokens_;
};

bool IsPatient(const std::string& reference);
// Headers of every answer of this folder.
http::Pairs SafeHeaders();
void SendJson(int status, const fhir::json::Value& json, http::Responder& responder);
void SendPage(int status, std::string text, http::Responder& responder);
void SendAway(std::string location, http::Responder& responder);

}  // namespace chartbridge::smart
