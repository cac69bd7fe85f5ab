// What roles mean in the embedded chart (audit-and-roles.md section 5).
#pragma once

#include <string>
#include <vector>

#include "bridge/access/roles.h"
#include "connectors/chart/fhir_access.h"

namespace chartbridge::smart {

enum class Way {
  kLaunch,   // an app with a SMART token
  kSession,  // the console's cookie: reads only, since any page may send a cookie along
  kToken,    // an API token
};

std::vector<chart::TypeRights> RightsOf(const bridge::access::Roles& roles,
                                        const std::vector<std::string>& names, Way way);

// Whether these roles may read messages of patients in the chart.
bool MayReadMessages(const bridge::access::Roles& roles, const std::vector<std::string>& names);

}  // namespace chartbridge::smart
