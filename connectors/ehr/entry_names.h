// Names of entries inside a transaction, made safe for every server.
#pragma once

#include <map>
#include <string>

#include "fhir/json/value.h"

namespace chartbridge::ehr {

// The Bundle with each `fullUrl` of the form urn:uuid:… replaced by another one derived from it,
// and the references to it with it. Medplum replaces every string of the Bundle that equals a
// fullUrl by the new reference: an identifier of the same text would be lost, and a repeat would
// double the message.
fhir::json::Value RenameEntries(fhir::json::Value bundle);

// The Bundle without the entries whose `fullUrl` is a key of `standing`; references to them become
// the literal reference that is its value.
fhir::json::Value WithoutStanding(fhir::json::Value bundle,
                                  const std::map<std::string, std::string>& standing);

}  // namespace chartbridge::ehr
