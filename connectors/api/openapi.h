// The description of this API (OpenAPI 3.1), open to everybody.
#pragma once

#include "connectors/api/ask.h"

namespace chartbridge::api {

Answer<Reply> ShowOpenApi(const Ask& ask);

}  // namespace chartbridge::api
