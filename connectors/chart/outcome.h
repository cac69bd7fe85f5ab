// Why an exchange did not go as asked: an HTTP status and FHIR issues. Texts name elements and
// rules, never values: what a client sent may be patient content. Inside this folder a refusal is
// thrown, so that whatever a transaction wrote is undone on its way; FhirHandler answers it.
#pragma once

#include <exception>
#include <string>
#include <vector>

#include "base/failure.h"
#include "base/issue.h"
#include "fhir/json/value.h"

namespace chartbridge::chart {

struct Refusal {
  int status = 400;
  std::vector<Issue> issues;
  std::string challenge = {};  // WWW-Authenticate of a 401 or 403 (RFC 6750 section 3)
  std::string allow = {};      // Allow of a 405 (RFC 9110 15.5.6)
};

struct Refused final : std::exception {
  explicit Refused(Refusal why) : refusal(std::move(why)) {}
  const char* what() const noexcept override { return "refused"; }
  Refusal refusal;
};

[[noreturn]] void Refuse(int status, std::string code, std::string text,
                         std::string expression = {});
[[noreturn]] void Refuse(int status, Issue issue);
// The store or the client's connection failed.
[[noreturn]] void RefuseFor(const Failure& failure);

Refusal ToRefusal(const Failure& failure);
fhir::json::Value ToOutcome(const std::vector<Issue>& issues);

// Is this JSON a resource that the chart may keep? Structure, cardinality, primitive types and
// required codes of R4; no terminology server, no profiles, no invariants beyond att-1.
// All faults, at most 50; empty when there is none. `type` must be one the chart keeps.
// `expression` names the resource in the issues ("Communication" or "Bundle.entry[0].resource").
std::vector<Issue> Validate(std::string_view type, const fhir::json::Value& resource,
                            std::string_view expression);

// [A-Za-z0-9\-\.]{1,64}
bool IsResourceId(std::string_view text);

}  // namespace chartbridge::chart
