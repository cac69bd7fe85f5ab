// SMART App Launch 2.1 for the embedded chart: the configuration, authorize and token endpoints,
// for public clients with PKCE. Codes are random, kept as hashes in memory and end with the
// process; whom an access token stands for is login::Login's to say.
//
// A launch out of the console: LaunchUrl opens the viewer with a launch token, the viewer comes
// back to /smart/authorize with it, and the signed-in person's browser is sent on with a code.
// Standalone, or when nobody is signed in, the request waits under a random id and the browser goes
// to the console (#/sign-in?next=/authorize/ID or #/authorize/ID), which asks Describe and ends it
// with Approve or Deny (GET, POST and DELETE /api/v1/authorizations/ID).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "bridge/access/roles.h"
#include "bridge/ports/audit.h"
#include "connectors/http/exchange.h"
#include "connectors/login/login.h"

namespace chartbridge::smart {

struct Client {
  std::string id;
  std::string name;                        // what people are shown
  std::vector<std::string> redirect_uris;  // compared whole
};

struct SmartServerSettings {
  http::OwnAddresses own{"127.0.0.1", 8080, ""};
  std::string fhir = "/fhir";
  std::string smart = "/smart";
  std::string console = "/console/";
  std::string viewer = "/chart/";  // the redirect URI of the client chartbridge-chart
  std::vector<Client> clients;     // beside chartbridge-chart
};

// All outlive the server; any thread.
struct SmartPorts {
  login::Login& login;
  const bridge::access::Roles& roles;
  bridge::AuditTrail& audit;
  const Clock& clock;
  Entropy& entropy;
};

class SmartServer final : public http::Handler, public login::Apps {
 public:
  static constexpr const char* kViewer = "chartbridge-chart";

  SmartServer(const SmartServerSettings& settings, const SmartPorts& ports);
  ~SmartServer() override;

  // Routes: settings.fhir + "/.well-known", and settings.smart.
  void Handle(http::Request& request, http::Responder& responder) override;

  // A launch is good once, for 5 minutes and for this person only.
  Result<std::string, Failure> LaunchUrl(const login::Caller& caller,
                                         const std::string& patient) override;
  Result<login::AppRequest, Failure> Describe(const std::string& id,
                                              const login::Caller& caller) override;
  Result<std::string, Failure> Approve(const std::string& id, const login::Caller& caller,
                                       const std::string& patient) override;
  Result<std::string, Failure> Deny(const std::string& id, const login::Caller& caller) override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace chartbridge::smart
