// Security labels: "system|code" as the gate gives them (rule R14) -> meta.security.
#pragma once

#include <string>
#include <vector>

#include "base/issue.h"
#include "fhir/r4/elements.h"
#include "mappings/message.h"

namespace chartbridge::mappings {

inline constexpr const char* kConfidentiality =
    "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
inline constexpr const char* kActCode = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
inline constexpr const char* kObservationValue =
    "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";

// Each label once, in order. Without a confidentiality among them, R is added when a sensitivity
// code is there, else N (rule R10.4). A label that is not "system|code" is a Fault.
Result<std::vector<fhir::r4::Coding>, Issue> ReadLabels(const std::vector<std::string>& labels);

// The integrity label of what comes by chat: v3-ObservationValue PATRPT, "patient reported". It is
// in R4's security-labels value set; a tag would not reach systems that act on labels.
fhir::r4::Coding PatientReported();

}  // namespace chartbridge::mappings
