// A message, and the thread that it is part of, as Communications (reference/fhir.md section 1).
#pragma once

#include "fhir/r4/communication.h"
#include "mappings/mapping_input.h"

namespace chartbridge::mappings {

// The UUID of the thread of this conversation in this patient's chart.
std::string ThreadIdentity(const MappingInput& input);

// The same bytes for every message of the thread: whoever comes first creates it.
fhir::r4::Communication ToThread(const MappingInput& input);

fhir::r4::Communication ToCommunication(const MappingInput& input);

}  // namespace chartbridge::mappings
