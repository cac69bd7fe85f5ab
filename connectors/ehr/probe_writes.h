// Each write of a filing once, with a test patient, and all of it taken back.
#pragma once

#include <string>
#include <vector>

#include "connectors/ehr/ehr_probe.h"

namespace chartbridge::ehr {

// As ProbeEhr says. The server speaks R4.
std::vector<Finding> TryWrites(FhirRest& rest, const std::string& tenant,
                               const std::string& organization, const std::string& device);

}  // namespace chartbridge::ehr
