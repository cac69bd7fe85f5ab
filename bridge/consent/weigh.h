// When a permit is worth less than it says: nobody verified it (rule R7), or those who gave it no
// longer speak for the patient (rule R8). Denies are never weakened.
#pragma once

#include "bridge/consent/record.h"

namespace chartbridge::bridge::consent {

bool IsUnverified(const Record& record, bool verification_required);

// True when guardians signed before the patient came of age and the patient has since.
bool HasGuardianLapsed(const Record& record, const Request& request, const ClinicTime& clock,
                       int majority_age);

}  // namespace chartbridge::bridge::consent
