// What the directory reads out of Patient and Practitioner resources. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "bridge/ports/ehr.h"
#include "fhir/json/value.h"

namespace chartbridge::ehr {

// True when a Period.end (FHIR dateTime, maybe partial) lies surely before `now`: a date without
// zone is over once it is over everywhere on earth. What cannot be read is not over.
bool IsOver(std::string_view end, Instant now);

// True when a Period.start lies surely after `now`, wherever on earth. What cannot be read has
// begun.
bool IsYetToCome(std::string_view start, Instant now);

// Telecom values of a phone or SMS, of no said system, and links to a WhatsApp chat of any system,
// that are in use now.
std::vector<std::string> CurrentPhones(const fhir::json::Value& person, Instant now);

// Patient.link targets of one of these types, as written.
std::vector<std::string> Links(const fhir::json::Value& patient,
                               const std::vector<std::string_view>& types);

// deceasedBoolean true, any deceasedDateTime, and whatever of them cannot be read.
bool IsDeceased(const fhir::json::Value& patient);

// Those with a value.
std::vector<bridge::PatientIdentifier> Identifiers(const fhir::json::Value& resource);

// True when the digits of one of `phones`, or of one of several numbers in it, are those of one of
// `spellings`.
bool HasSameDigits(const std::vector<std::string>& phones,
                   const std::vector<std::string>& spellings);

}  // namespace chartbridge::ehr
