// The world failed. An error is chosen by what the caller should do next.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/issue.h"
#include "base/result.h"
#include "words/statement.h"

namespace chartbridge {

enum class FailureKind {
  kUnreachable,   // Nothing was sent. Try again after backoff.
  kThrottled,     // 429 or 503: wait `retry_after`, pause the whole line.
  kUnauthorized,  // 401: fetch a new token once, then stop the line and tell a person.
  kForbidden,     // 403: park for a person; no retry.
  kConflict,      // 409: read again, then retry with jitter, few times.
  kAmbiguous,     // 412, two matches: stop for a person; never retry.
  kNotOffered,    // 404, 405, 501: the server lacks this; a lower rung may do.
  kNotFound,      // What was asked for does not exist (any more).
  kTooLarge,      // 413 or over our own cap.
  kRefused,       // 400, 422: it will never pass as it is. Hold for a person.
  kInDoubt,       // Sent, answer lost or 5xx: read back by identifier before sending again.
  kCorrupt,       // What came back or was stored is not what it must be (hash, length, tag, shape).
  kFull,          // No room: disk, queue. Say 503 to the outside; try again later.
  kBusy,          // Somebody else holds it. Try again soon.
};

std::string_view ToString(FailureKind kind);  // "unreachable", "throttled", ...

struct Failure {
  FailureKind kind = FailureKind::kUnreachable;
  std::string text;  // one plain sentence without patient content
  std::optional<Milliseconds> retry_after;
  int http_status = 0;
  std::vector<Issue> issues;  // of the server's OperationOutcome, diagnostics left out
  std::string request_id;     // ours, as sent in X-Request-Id; "" when nothing was sent
  // The server's own words. May quote the patient: sealed by the store, shown to integrators only,
  // never logged.
  std::string diagnostics;
  words::Statement said;  // `text` as a code; code "" where `text` is all there is
};

inline Unexpected<Failure> Fail(FailureKind kind, std::string text) {
  return Unexpected<Failure>(Failure{kind, std::move(text), {}, 0, {}, {}, {}});
}
Unexpected<Failure> Fail(FailureKind kind, words::Statement said);  // `text` is its English

// What happened, for people: `said`, else `text` as a technical detail in English.
words::Statement SaidOf(const Failure& failure);

}  // namespace chartbridge
