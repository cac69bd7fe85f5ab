// Which part of a filing an entry of its transaction is.
#pragma once

#include <string>

#include "bridge/ports/ehr.h"
#include "fhir/json/value.h"

namespace chartbridge::ehr {

// The derived identity that a resource bears: in its identifier, or as its id when it is PUT under
// one of ours. "" when it has none.
std::string IdentityOf(const fhir::json::Value& resource);

bool IsThread(const fhir::json::Value& resource);

// The part of `payload` that the entry's resource is. Payloads of version 0.1.0 name none: then the
// part is told from the resource.
bridge::FilingPart PartOf(const bridge::Payload& payload, const fhir::json::Value& entry);

// The entry of the Binary at `reference`, "Binary/<id>"; nullptr when the bytes go ahead.
fhir::json::Value* FindBinary(fhir::json::Value& bundle, const std::string& reference);

}  // namespace chartbridge::ehr
