#include "mappings/labels.h"

#include <algorithm>

#include "fhir/r4/text.h"

namespace chartbridge::mappings {

using fhir::r4::Coding;

Result<std::vector<Coding>, Issue> ReadLabels(const std::vector<std::string>& labels) {
  std::vector<Coding> codings;
  for (const std::string& label : labels) {
    const std::size_t bar = label.rfind('|');
    if (bar == std::string::npos || fhir::r4::IsBlank(label.substr(0, bar)) ||
        fhir::r4::IsBlank(label.substr(bar + 1))) {
      return Fault("value", "meta.security", "a label is not of the form system|code");
    }
    const Coding coding{label.substr(0, bar), label.substr(bar + 1), ""};
    if (std::find(codings.begin(), codings.end(), coding) == codings.end()) {
      codings.push_back(coding);
    }
  }
  const auto of = [&](const char* system) {
    return std::any_of(codings.begin(), codings.end(),
                       [&](const Coding& coding) { return coding.system == system; });
  };
  if (!of(kConfidentiality)) {
    codings.insert(codings.begin(), Coding{kConfidentiality, of(kActCode) ? "R" : "N", ""});
  }
  return codings;
}

Coding PatientReported() { return {kObservationValue, "PATRPT", "patient reported"}; }

}  // namespace chartbridge::mappings
