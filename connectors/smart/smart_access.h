// What each kind of caller may do at /fhir: the bridge itself, an app with a SMART token, an API
// token, or somebody with a session of the console.
#pragma once

#include "connectors/chart/fhir_access.h"
#include "connectors/login/expiring_map.h"
#include "connectors/smart/smart_server.h"

namespace chartbridge::smart {

// Any thread.
class SmartAccess final : public chart::FhirAccess {
 public:
  explicit SmartAccess(const SmartPorts& ports);

  chart::Admission Admit(const http::Request& request) override;
  // ehr.read, ehr.search, ehr.create, ehr.update or subject.erased; an attempt beyond the
  // compartment has outcome 8, a refused write 4. The same search with the same answer is noted
  // once in 15 minutes.
  Result<void, Failure> Note(const chart::Rights& rights, const chart::Access& access) override;

 private:
  const SmartPorts ports_;
  login::ExpiringMap<bool> looks_;  // searches that were noted a short while ago
};

}  // namespace chartbridge::smart
