// SMART App Launch 2.1 for the embedded chart: the configuration, authorize and token endpoints,
// for public clients with PKCE. Codes and access tokens are random, kept as hashes in memory and
// end with the process.
//
// A launch out of the console: LaunchUrl opens the viewer with a launch token, the viewer comes
// back to /smart/authorize with it, and the signed-in person's browser is sent on with a code.
// Standalone, or when nobody is signed in, the request waits under a random id and the browser goes
// to the console (#/sign-in?next=/authorize/ID or #/authorize/ID), which asks Describe and ends it
// with Approve or Deny (GET, POST and DELETE /api/v1/authorizations/ID).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "bridge/access/roles.h"
#include "bridge/ports/audit.h"
#include "bridge/ports/people.h"
#include "connectors/chart/fhir_access.h"
#include "connectors/http/exchange.h"
#include "connectors/login/caller.h"

namespace chartbridge::smart {

struct Client {
  std::string id;
  std::string name;                        // what people are shown
  std::vector<std::string> redirect_uris;  // compared whole
};

struct SmartServerSettings {
  // "https://bridge.clinic.example" or "http://127.0.0.1:8080". Under a name of this machine any
  // other of its names will do as well, as the browser has it.
  std::string origin;
  std::string fhir = "/fhir";
  std::string smart = "/smart";
  std::string console = "/console/";
  std::string viewer = "/chart/";  // the redirect URI of the client chartbridge-chart
  std::vector<Client> clients;     // beside chartbridge-chart
};

// All outlive the server; any thread.
struct SmartPorts {
  std::function<login::Caller(const http::Request&)> recognize;  // login::Login::Recognize
  // nullopt: no such account, or it cannot be read now.
  std::function<std::optional<bridge::Account>(const std::string& id)> account;
  const bridge::access::Roles& roles;
  bridge::AuditTrail& audit;
  const Clock& clock;
  Entropy& entropy;
};

// What the console shows of a request that waits for a person.
struct Question {
  std::string client;  // its name
  bool needs_patient = false;
  std::string patient;  // of a launch; "" when one is to be chosen
};

// Who holds an access token, and what it was granted.
struct Holder {
  std::string account;
  std::string session;
  std::string patient;
  std::vector<chart::TypeRights> types;
};

class SmartServer final : public http::Handler {
 public:
  static constexpr const char* kViewer = "chartbridge-chart";

  SmartServer(const SmartServerSettings& settings, const SmartPorts& ports);
  ~SmartServer() override;

  // Routes: settings.fhir + "/.well-known", and settings.smart.
  void Handle(http::Request& request, http::Responder& responder) override;

  // A launch token for this patient, good once, for 5 minutes and for this person only. kForbidden
  // for somebody who may not read messages, kRefused for what is no patient.
  Result<std::string, Failure> MakeLaunch(const login::Caller& caller, const std::string& patient);
  // Where the viewer opens: its launch page with `iss` and `launch`.
  Result<std::string, Failure> LaunchUrl(const login::Caller& caller, const std::string& patient);

  // The request that waits under `id`. kNotFound when there is none (any more), or when it is
  // somebody else's.
  Result<Question, Failure> Describe(const std::string& id, const login::Caller& caller);
  // Ends it: where the browser goes now, with a code or with an error. `patient`: "Patient/1", or
  // "" when the launch has named one. kRefused when one must be named, or another one was.
  Result<std::string, Failure> Approve(const std::string& id, const login::Caller& caller,
                                       const std::string& patient);
  Result<std::string, Failure> Deny(const std::string& id, const login::Caller& caller);

  // Takes back every launch, code and token: at sign-out, and when an account loses something.
  void EndSession(const std::string& session);
  void EndAccount(const std::string& account);

  std::optional<Holder> FindToken(const std::string& token) const;

 private:
  class Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace chartbridge::smart
