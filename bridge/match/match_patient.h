// Whose chart is this? (design.md sections 1 and 2, promise P4). Pure; libphonenumber reads
// numbers.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "bridge/ports/ehr.h"
#include "mappings/message.h"

namespace chartbridge::bridge::match {

struct One {
  std::string patient;  // "Patient/…"
};
struct Several {
  std::vector<std::string> patients;
};
struct None {
  std::vector<std::string> inactive;  // records with the number that are not in use
};
// A staff member's own number: a Practitioner, never filed into their own chart.
struct Staff {
  std::vector<std::string> practitioners;
};
using Match = std::variant<None, One, Several, Staff>;

// The E.164 forms a WhatsApp number may stand for: itself and the national variants (Brazil's ninth
// digit, Mexico's 1, Argentina's 9). With "+", itself first; empty when it is no phone number.
std::vector<std::string> CandidateNumbers(const mappings::PhoneNumber& number);

// How EHRs write these numbers: E.164, without plus, 00-prefixed, national with and without leading
// zero, cut by blanks, dashes, dots or slashes, as a link; the likeliest first. For searches with
// them OR-ed (reference/fhir.md section 7). `country` is the clinic's ISO 3166 code.
std::vector<std::string> Spellings(const mappings::PhoneNumber& number, const std::string& country);

// True when a telecom value as an EHR holds it is one of the candidates of `number`, or names it
// among words, with an extension or beside another number.
bool SameNumber(const mappings::PhoneNumber& number, const std::string& written,
                const std::string& country);

// `people` is re-checked: only those with a number that SameNumber holds, only active patients,
// merged ones counted once. A practitioner with that number wins over any patient.
Match MatchPatient(const mappings::PhoneNumber& number, const KnownPeople& people,
                   const std::string& country);

}  // namespace chartbridge::bridge::match
