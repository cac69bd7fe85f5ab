// For the integrator: how the outside parts are, what waits, and what could not be filed. No
// contact, no patient, no words.
#pragma once

#include "connectors/api/ask.h"

namespace chartbridge::api {

Answer<Reply> ShowHealth(const Ask& ask);
Answer<Reply> ShowQueues(const Ask& ask);
Answer<Reply> ListDeadLetters(const Ask& ask);
Answer<Reply> ReplayDeadLetter(const Ask& ask);
Answer<Reply> ReplayDeadMedium(const Ask& ask);

std::string_view ToString(Health health);

}  // namespace chartbridge::api
