// What servers answer: OperationOutcome and transaction-response. Their free text may quote
// what we sent, so `diagnostics`, `details.text` and narratives never get further than this door
// (promise P8); codes and element paths do.
#pragma once

#include <string>
#include <vector>

#include "base/issue.h"
#include "fhir/json/value.h"

namespace chartbridge::fhir::r4 {

// The issues of an OperationOutcome; empty for anything else. Expressions that are not plain
// element paths are dropped, unknown codes become "invalid".
std::vector<Issue> ReadOutcome(const json::Value& outcome);

// What became of one entry.
struct EntryAnswer {
  int status = 0;        // 201 created, 200 was there already
  std::string resource;  // "Communication/123"; "" when the server did not say
  std::string version;   // "" when the server did not say
  std::vector<Issue> issues;
};

// The entries of a transaction-response (or batch-response) in their order.
Result<std::vector<EntryAnswer>, Issue> ReadTransactionResponse(const json::Value& bundle);

// "Type/id" of an absolute or relative location, with or without /_history/n; "" when it is none.
std::string ResourceOfLocation(std::string_view location);

}  // namespace chartbridge::fhir::r4
