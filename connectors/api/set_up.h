// The one-time link: how an account comes to its password and second factor.
#pragma once

#include "connectors/api/ask.h"

namespace chartbridge::api {

Answer<Reply> BeginSetUp(const Ask& ask);
Answer<Reply> EndSetUp(const Ask& ask);

}  // namespace chartbridge::api
