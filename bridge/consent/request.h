// The request of rule R0, read once into values. Everything is a view into the JSON it came from.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "bridge/consent/clinic_time.h"
#include "bridge/consent/code.h"
#include "bridge/consent/reference.h"
#include "fhir/json/value.h"

namespace chartbridge::bridge::consent {

struct Request {
  std::vector<std::string_view> patients;          // normalised
  std::vector<std::string_view> related_patients;  // may be the same person; normalised
  std::vector<Identifier> patient_identifiers;
  Instant time;
  std::vector<Identity> actors;
  std::vector<Code> purposes;
  std::vector<Code> actions;
  std::vector<Code> classes;  // resource type and channel included
  std::optional<Code> channel;
  std::vector<Code> codes;
  // Absent means not known, which is not the same as empty.
  std::optional<std::vector<Code>> labels;
  std::optional<Period> data_time;
  std::optional<std::vector<Identity>> authors;
  std::optional<std::vector<std::string_view>> instance;
  std::optional<std::vector<std::string_view>> related;
  std::optional<std::vector<std::string_view>> dependents;
  std::optional<DateRange> birth;
};

struct UnreadableRequest {
  std::string reason;  // patient-unresolved or request-incomplete
  std::string member;  // of the request
};

// The patient is asked first; then any member that is missing where R0 needs it, or that is there
// but cannot be read, makes the request incomplete: what is not understood might be what a deny
// names.
Result<Request, UnreadableRequest> ReadRequest(const fhir::json::Value& request,
                                               const ClinicTime& clock,
                                               const ReferenceNames& names);

}  // namespace chartbridge::bridge::consent
