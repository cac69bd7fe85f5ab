// The faces of the service: who signs in, what people and programs may do over HTTP, and the pages.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bridge/app/health.h"
#include "bridge/app/parts.h"
#include "bridge/app/rung.h"
#include "connectors/api/api_handler.h"
#include "connectors/http/server.h"
#include "connectors/login/login.h"
#include "connectors/pages/csp_reports.h"
#include "connectors/pages/pages_handler.h"
#include "connectors/smart/smart_access.h"

namespace chartbridge {

class Front {
 public:
  // The error is one plain sentence. All references outlive it.
  static Result<std::unique_ptr<Front>, std::string> Open(const Settings& settings,
                                                          StoreParts& parts, Log& log, bool demo);

  std::vector<http::Route> Routes();
  // Hands the bridge's own token to the commands beside it; once the server listens, so that a
  // second service that finds the address taken changes nothing. False: the file cannot be written.
  bool PublishToken() const { return token_.Write(ChartTokenFile(settings_)).has_value(); }
  // Who may do what at /fhir.
  chart::FhirAccess& access() { return access_; }
  // The page at /try/, for the demo.
  http::Handler& phone() { return phone_; }
  // From now on the API can ask the EHR, people and Consents by these ports.
  void Connect(const EhrParts& ehr, bridge::PatientDirectory& directory,
               bridge::ConsentSource& consents);
  // Ends what it has under way at outside parts, and tries none any more.
  void Stop();
  // Browsers' reports of what a page tried against its policy.
  std::int64_t csp_reports() const { return csp_reports_.total(); }
  // Where the first administrator signs up; "" when there is one. Once: it makes a fresh link.
  std::string FirstLink();

 private:
  Front(const Settings& settings, StoreParts& parts, Log& log, bool demo,
        bridge::access::Roles roles);

  api::ApiPorts MakeApiPorts(Log& log);
  smart::SmartPorts MakeSmartPorts();
  std::vector<Finding> Check();
  // Reads the CapabilityStatement, and remembers the rung.
  std::vector<Finding> ReadEhr(const EhrParts& ehr);
  void AddPages(bool demo);
  pages::PageSettings PageOf(const std::string& folder) const;

  const Settings& settings_;
  StoreParts& parts_;
  const bridge::access::Roles roles_;
  const bridge::run::RunSettings run_;
  const http::OwnAddresses own_;
  const login::InternalToken token_;
  login::Login login_;
  smart::SmartServer smart_;
  smart::SmartAccess access_;
  ChannelCards channels_;
  std::unique_ptr<api::EhrReading> reading_;
  std::atomic<const EhrParts*> ehr_{nullptr};
  RungKept rung_;
  Health health_;
  std::unique_ptr<api::ApiHandler> api_;
  pages::CspReports csp_reports_;
  pages::PagesHandler phone_;
  std::vector<std::pair<std::string, std::unique_ptr<pages::PagesHandler>>> pages_;
};

}  // namespace chartbridge
