// Why an exchange did not go as asked: an HTTP status and FHIR issues. Texts name elements and
// rules, never values: what a client sent may be patient content.
#pragma once

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
};

Unexpected<Refusal> Refuse(int status, std::string code, std::string text,
                           std::string expression = {});
Unexpected<Refusal> Refuse(int status, Issue issue);

// The store or the client's connection failed.
Refusal ToRefusal(const Failure& failure);

fhir::json::Value ToOutcome(const std::vector<Issue>& issues);

}  // namespace chartbridge::chart
