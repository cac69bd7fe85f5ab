// The set-up checklist of each business number, for administrators.
#pragma once

#include "connectors/api/ask.h"

namespace chartbridge::api {

Answer<Reply> ListChannels(const Ask& ask);
Answer<Reply> TestStep(const Ask& ask);

}  // namespace chartbridge::api
