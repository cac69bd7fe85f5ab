// Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): a step that comes again under its
// name is answered as it was, and not taken again. docs/integrator.md says what holds.
#pragma once

#include "connectors/api/ask.h"

namespace chartbridge::api {

// What the caller named the request, without the quotes of a structured field; "" without the
// header.
Answer<std::string> ReadRequestName(const http::Request& request);

// Carries it out once. Kept is what succeeded; a refusal or failure had no effect, and its name is
// free again.
Answer<Reply> AnswerOnce(const Ask& ask, const std::string& name,
                         Answer<Reply> (*answer)(const Ask&));

}  // namespace chartbridge::api
