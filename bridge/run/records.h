// What is written down of a server that said no.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/failure.h"
#include "bridge/ports/item_rows.h"

namespace chartbridge::bridge::run {

// Of a server that failed: status, issues' codes and paths, our request id, its own words.
// `stage`: "ehr" or "directory".
DecisionRecord ToRecord(const Failure& failure, const std::string& part, const std::string& stage,
                        Reason reason, Instant at);

// The last of these records that is of a server: what a person must know to mend the cause.
struct ServerRefusal {
  Instant at;
  std::string part;
  Reason reason = Reason::kNone;
  int status = 0;
  std::string sentence;     // ours
  std::string request_id;   // as sent to the server
  std::string diagnostics;  // the server's own words: for integrators only
  std::vector<Issue> issues;
};
std::optional<ServerRefusal> ReadRefusal(const DecisionRecord& record);

}  // namespace chartbridge::bridge::run
