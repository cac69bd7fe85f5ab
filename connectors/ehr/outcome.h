// What an EHR's answer means, and what to do next (reference table: FHIR answers and what to do).
// Pure: bytes in, values out.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/failure.h"
#include "connectors/http/exchange.h"

namespace chartbridge::ehr {

// The issues of an OperationOutcome, alone or inside the entries of a Bundle. Keeps severity, code
// and element path; leaves out `diagnostics` and `details`, which may quote the patient, and cuts a
// path at the first character that a plain path cannot have. Anything else than such a resource,
// an HTML page of a gateway included, has no issues. At most 32. Never throws.
std::vector<Issue> ReadOutcome(std::string_view body);

// The server's own words in these issues (`diagnostics`, `details.text`), one line each, at most
// 4,000 bytes. They may quote the patient: for Failure::diagnostics and nothing else.
std::string ReadDiagnostics(std::string_view body);

// RFC 9110 10.2.3: seconds or an HTTP date. nullopt when it is neither; at most one day.
std::optional<Milliseconds> ReadRetryAfter(std::string_view text, Instant now);

// The kind for a status that is no success. `reading`: the request changed nothing, so a lost or
// broken answer leaves no doubt.
FailureKind SortStatus(int status, bool reading);

// Whether an issue says that something failed; hints and warnings do not.
bool HasError(const std::vector<Issue>& issues);
// The kind for an error that came with a status of success, by its issue codes.
FailureKind SortIssues(const std::vector<Issue>& issues, bool reading);

// The whole Failure for an answer that is no success, or for one that only looks like it: an
// OperationOutcome with an error in it, or a page in place of the EHR (kUnreachable, see
// FindStranger). Without request_id.
Failure SortAnswer(int status, const http::Pairs& headers, std::string_view body, bool reading,
                   Instant now);

// What SortAnswer says of an answer of 2xx; nullopt when nothing speaks against it.
std::optional<Failure> FindFault(int status, const http::Pairs& headers, std::string_view body,
                                 bool reading, Instant now);

}  // namespace chartbridge::ehr
