// What a patient has consented to: now, before, and what that does to their messages.
#pragma once

#include "connectors/api/ask.h"

namespace chartbridge::api {

Answer<Reply> ShowConsents(const Ask& ask);

}  // namespace chartbridge::api
