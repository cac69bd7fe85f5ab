// What a refusal of the Graph API means for whoever waits for a medium.
#pragma once

#include "base/failure.h"
#include "connectors/http/exchange.h"
#include "fhir/json/value.h"

namespace chartbridge::whatsapp {

// An answer to GET /{media-id} that is no 2xx. The error code decides before the status does: Meta
// lists one code under several statuses (Meta, Cloud API error codes). Code 100 is an id that
// expired or never was ours; 404 happens for seconds right after a message arrives, so it asks for
// a soon repeat and leaves it to the caller to lose patience. Carries no text of the answer.
Failure ReadGraphError(int status, const http::Pairs& headers, const std::string& body);

}  // namespace chartbridge::whatsapp
