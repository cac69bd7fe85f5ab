// The review queue: messages that wait for somebody to say whose they are.
#pragma once

#include "connectors/api/ask.h"

namespace chartbridge::api {

Answer<Reply> ListReview(const Ask& ask);
Answer<Reply> FileReviewed(const Ask& ask);
Answer<Reply> RejectReviewed(const Ask& ask);

}  // namespace chartbridge::api
