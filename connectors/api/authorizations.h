// SMART apps that wait for somebody signed in to say whose record they may open.
#pragma once

#include "connectors/api/ask.h"

namespace chartbridge::api {

Answer<Reply> ShowAuthorization(const Ask& ask);
Answer<Reply> ApproveAuthorization(const Ask& ask);
Answer<Reply> DenyAuthorization(const Ask& ask);

}  // namespace chartbridge::api
