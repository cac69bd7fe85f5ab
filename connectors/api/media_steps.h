// What a person may do with one file of a message, whatever became of the message itself.
#pragma once

#include "connectors/api/ask.h"

namespace chartbridge::api {

Answer<Reply> ReleaseMedium(const Ask& ask);
Answer<Reply> RetryMedium(const Ask& ask);
Answer<Reply> DropMedium(const Ask& ask);

}  // namespace chartbridge::api
