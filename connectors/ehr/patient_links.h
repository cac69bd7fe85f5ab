// Which records are one person (FHIR R4 Patient.link). A record leads to the one that replaced it;
// two records are one where both say so, and perhaps the same person's where one does.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "bridge/ports/ehr.h"
#include "connectors/ehr/server_names.h"

namespace chartbridge::ehr {

class PatientLinks {
 public:
  PatientLinks(FhirRest& rest, ServerNames& names) : rest_(rest), names_(names) {}

  // kNotFound when there is none.
  Result<fhir::json::Value, Failure> Read(const std::string& reference);

  // The living record that `patient` leads to, with those replaced on the way in `merged` or
  // `related` and their numbers. kCorrupt when the links lead to no single living record.
  Result<bridge::KnownPatient, Failure> Settle(fhir::json::Value patient);

  // The same, and everything else that is tied to it: what it says that it replaces, what says that
  // it was replaced by it, seealso and refer of either side. A tied record that cannot be read
  // counts as related. Servers that cannot be asked who links to a record are asked for less.
  Result<bridge::KnownPatient, Failure> SettleWhole(fhir::json::Value patient);

 private:
  using Records = std::vector<fhir::json::Value>;
  struct Tied {
    fhir::json::Value record;
    bool mutual = true;  // with the living one
  };
  struct Person {
    bridge::KnownPatient known;
    std::vector<Tied> records;  // read, the living one first
  };
  Result<Person, Failure> Follow(fhir::json::Value patient);
  Result<void, Failure> AddNamed(Person& person, std::size_t at);
  Result<void, Failure> AddPointing(Person& person, std::size_t at);
  Result<Records, Failure> Pointing(const std::string& reference);
  std::vector<std::string> Targets(const fhir::json::Value& record,
                                   const std::vector<std::string_view>& types);
  bool Says(const fhir::json::Value& record, std::string_view type, const std::string& target);

  FhirRest& rest_;
  ServerNames& names_;
  std::atomic<std::int64_t> ask_pointing_from_{0};  // Unix milliseconds
};

}  // namespace chartbridge::ehr
