// Names of entries inside a transaction, made safe for every server.
#pragma once

#include "fhir/json/value.h"

namespace chartbridge::ehr {

// The Bundle with each `fullUrl` of the form urn:uuid:… replaced by another one derived from it,
// and the references to it with it. Medplum replaces every string of the Bundle that equals a
// fullUrl by the new reference: an identifier of the same text would be lost, and a repeat would
// double the message.
fhir::json::Value RenameEntries(fhir::json::Value bundle);

}  // namespace chartbridge::ehr
