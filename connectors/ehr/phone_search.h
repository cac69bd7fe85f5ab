// Who has a number, asked in whatever way the server takes the question.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "connectors/ehr/server_names.h"

namespace chartbridge::ehr {

class PhoneSearch {
 public:
  PhoneSearch(FhirRest& rest, ServerNames& names) : rest_(rest), names_(names) {}

  // All resources of `type` (Patient, Practitioner) that the server finds by one of `spellings`,
  // each once. `phone` finds those of that system, `telecom` sms numbers and links too: both are
  // asked, one of them must be offered. With lists of spellings; where the server takes one value a
  // search, spelling by spelling. What it refused is not tried again for ten minutes, unless
  // nothing else is left to ask. The Failure names the search and says what the server said. Any
  // thread.
  Result<std::vector<fhir::json::Value>, Failure> Find(const std::string& type,
                                                       const std::vector<std::string>& spellings);

 private:
  using Resources = std::vector<fhir::json::Value>;
  struct Refusal {
    std::optional<Failure> of_lists;
    std::optional<Failure> of_all;
    Instant until;
  };

  Result<Resources, Failure> Ask(const std::string& type, const std::string& parameter,
                                 const std::vector<std::string>& spellings);
  Result<Resources, Failure> AskByLists(const std::string& type, const std::string& parameter,
                                        const std::vector<std::string>& spellings);
  Result<Resources, Failure> AskOneByOne(const std::string& type, const std::string& parameter,
                                         const std::vector<std::string>& spellings);
  Result<Resources, Failure> AskFor(const std::string& type, const std::string& parameter,
                                    const std::string& values,
                                    const std::vector<std::string>& spellings);
  Refusal Known(const std::string& key);
  void Forget(const std::string& type);
  void Remember(const std::string& key, Refusal refusal);

  FhirRest& rest_;
  ServerNames& names_;
  std::mutex mutex_;
  std::map<std::string, Refusal> refusals_;  // by type and parameter; guarded by mutex_
};

}  // namespace chartbridge::ehr
