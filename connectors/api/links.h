// What is remembered of a contact: whose chart its messages go to (findings H2).
#pragma once

#include "connectors/api/ask.h"

namespace chartbridge::api {

Answer<Reply> ShowLink(const Ask& ask);
// What is filed stays; the next message of the contact is matched afresh.
Answer<Reply> CutLink(const Ask& ask);

}  // namespace chartbridge::api
