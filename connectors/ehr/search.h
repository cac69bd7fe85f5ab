// Searches that miss nothing: every page, or a Failure.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "connectors/ehr/fhir_rest.h"

namespace chartbridge::ehr {

struct SearchRules {
  // What an outcome that rides along must not say, whatever its severity.
  enum class Outcomes : std::uint8_t {
    kComplete,  // incomplete, timeout, throttled, too-costly: somebody may be missing
    kBelieved,  // nor not-supported, processing (rule R1: for Consents)
  };
  Outcomes outcomes = Outcomes::kComplete;
  // Servers ignore parameters that they do not know and answer with everybody: a page of matches
  // without a single one that is plausible is kNotOffered.
  std::function<bool(const fhir::json::Value&)> plausible = nullptr;
  std::function<void(const std::string&)> self_link = nullptr;  // told each page's self link
};

// All resources of `type` that match `query` ("phone=a,b", encoded), freshly read, in the server's
// order. Included resources of other types are left out. Any doubt is a Failure: a page that is
// missing or comes twice, a link to one that is no search of ours, a match of another type, an
// outcome of severity error or one that the rules do not take, fewer matches than the first page's
// total (outcomes counted: some servers count them), too many pages. Links are followed at
// base_url, whatever name the server gives itself: credentials go nowhere else.
Result<std::vector<fhir::json::Value>, Failure> SearchAll(FhirRest& rest, const std::string& type,
                                                          const std::string& query,
                                                          const SearchRules& rules = {});

// References of those resources that bear the identifier, checked again on what came back: servers
// ignore parameters that they do not know.
Result<std::vector<std::string>, Failure> FindByIdentifier(FhirRest& rest, const std::string& type,
                                                           const std::string& system,
                                                           const std::string& value);

}  // namespace chartbridge::ehr
