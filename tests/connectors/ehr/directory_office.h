// A directory at a server that answers by the start of what it is asked.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "connectors/ehr/fhir_directory.h"
#include "fake_fhir.h"

namespace chartbridge::ehr::testing {

inline std::string Searchset(const std::vector<std::string>& resources,
                             const std::string& more = "") {
  std::string entries;
  for (const std::string& resource : resources) {
    entries += (entries.empty() ? "" : ",") + (R"({"resource":)" + resource + "}");
  }
  return R"({"resourceType":"Bundle","type":"searchset")" + more + R"(,"entry":[)" + entries + "]}";
}

inline std::string Person(const std::string& type, const std::string& id,
                          const std::string& more = "") {
  return R"({"resourceType":")" + type + R"(","id":")" + id +
         R"(","telecom":[{"system":"phone","value":"+972 55-555-0101"}])" + more + "}";
}

// As a FHIR server refuses; a bare status may be of somebody who stands before it.
inline Reply Refused(int status) {
  return {
      status,
      R"({"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"processing"}]})"};
}

// Answers by the start of the target; anything else is an empty searchset.
struct Answers {
  std::vector<std::pair<std::string, Reply>> by_target;
  Reply operator()(const Seen& seen) const {
    for (const auto& [start, reply] : by_target) {
      if (seen.target.rfind("/fhir/" + start, 0) == 0) return reply;
    }
    return {200, Searchset({})};
  }
};

struct Office {
  explicit Office(std::vector<std::pair<std::string, Reply>> answers)
      : server(Answers{std::move(answers)}) {}
  FakeFhir server;
  testing::Connection connection{server.base()};
  FhirDirectory directory{connection.rest};
};

inline std::string Link(const std::string& type, const std::string& target) {
  return R"({"type":")" + type + R"(","other":{"reference":")" + target + "\"}}";
}
inline std::string Linked(const std::string& links) { return R"(,"link":[)" + links + "]"; }

inline const std::vector<std::string> kSpellings = {"+972555550101", "0555550101", "972555550101"};

}  // namespace chartbridge::ehr::testing
