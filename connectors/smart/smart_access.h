// Who may do what at /fhir: the bridge itself, an app with a SMART token, an API token, or somebody
// with a session of the console.
#pragma once

#include "connectors/smart/internal_token.h"
#include "connectors/smart/shelf.h"
#include "connectors/smart/smart_server.h"

namespace chartbridge::smart {

// Any thread.
class SmartAccess final : public chart::FhirAccess {
 public:
  // `internal`: nullptr for none. All outlive this.
  SmartAccess(const SmartServer& server, const SmartPorts& ports, const InternalToken* internal);

  chart::Admission Admit(const http::Request& request) override;
  // ehr.read, ehr.search, ehr.create or ehr.update; an attempt beyond the compartment has
  // outcome 8. The same search with the same answer is noted once in 15 minutes.
  Result<void, Failure> Note(const chart::Rights& rights, const chart::Access& access) override;

 private:
  chart::Admission AdmitBearer(const http::Request& request, const std::string& token);
  chart::Admission AdmitCaller(const login::Caller& caller) const;

  const SmartServer& server_;
  const SmartPorts ports_;
  const InternalToken* internal_;
  Shelf<bool> looks_;  // searches that were noted a short while ago
};

}  // namespace chartbridge::smart
