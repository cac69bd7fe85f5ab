// A message, and the thread that it is part of, as Communications (reference/fhir.md section 1).
#pragma once

#include "fhir/r4/communication.h"
#include "mappings/situation.h"

namespace chartbridge::mappings {

// The UUID of the thread of this conversation in this patient's chart.
std::string ThreadIdentity(const Situation& situation);

// The same bytes for every message of the thread: whoever comes first creates it.
fhir::r4::Communication ToThread(const Situation& situation);

fhir::r4::Communication ToCommunication(const Situation& situation);

}  // namespace chartbridge::mappings
