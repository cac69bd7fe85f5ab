// What one FHIR server calls itself: references that begin with one of these names are its own
// (rule R3.2). As [ehr] base_url says, as CapabilityStatement.implementation.url says, and as the
// self links of its searches say.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "connectors/ehr/fhir_rest.h"

namespace chartbridge::ehr {

class ServerNames {
 public:
  explicit ServerNames(FhirRest& rest) : rest_(rest) {}

  // Base URLs, that of the settings first. Reads the CapabilityStatement once in ten minutes; while
  // it cannot be read, once a minute. Any thread.
  std::vector<std::string> All();

  // Learns from the self link of a search for `type`.
  void NoteSelfLink(const std::string& url, const std::string& type);

  // "Patient/1" of a link that the server wrote under any of its names; "" for one to elsewhere.
  std::string Local(const std::string& reference, const std::string& type);

 private:
  void ReadStatement();
  void Add(const std::string& base);

  FhirRest& rest_;
  std::mutex mutex_;
  std::vector<std::string> learned_;   // guarded by mutex_
  std::optional<Instant> read_again_;  // guarded by mutex_; when the statement is read again
};

// "https://ehr.example/fhir" of "https://ehr.example/fhir/Patient?phone=1" for "Patient"; "" when
// the URL is not absolute or of another type. Pure.
std::string BaseOfSearch(const std::string& url, const std::string& type);

}  // namespace chartbridge::ehr
