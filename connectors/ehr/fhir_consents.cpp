#include "connectors/ehr/fhir_consents.h"

#include <iterator>

#include "connectors/ehr/search.h"

namespace chartbridge::ehr {
namespace {

// A URL of about 8,000 characters is the most that gateways take; a FHIR id has up to 64.
constexpr std::size_t kPatientsAtOnce = 64;

}  // namespace

using fhir::json::Value;

Result<std::vector<Value>, Failure> FhirConsents::Current(
    const std::vector<std::string>& patients) {
  if (patients.empty())
    return Fail(FailureKind::kRefused, "Consents were asked for without a patient.");
  std::vector<Value> consents;
  for (std::size_t start = 0; start < patients.size(); start += kPatientsAtOnce) {
    std::string list;
    for (std::size_t i = start; i < patients.size() && i < start + kPatientsAtOnce; ++i) {
      const std::string reference = ReferenceOf(patients[i], "Patient");
      if (reference.empty() || reference != patients[i]) {
        return Fail(FailureKind::kRefused,
                    "Consents were asked for of something that is no patient.");
      }
      list += (list.empty() ? "" : ",") + SearchValue(reference);
    }
    auto some = SearchAll(rest_, "Consent", "patient=" + list + "&_count=100",
                          {.outcomes = SearchRules::Outcomes::kBelieved});
    if (!some) {
      some.error().text = "The Consents of the patient could not be searched: " + some.error().text;
      return some;
    }
    std::move(some->begin(), some->end(), std::back_inserter(consents));
  }
  return consents;
}

}  // namespace chartbridge::ehr
