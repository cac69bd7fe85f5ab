// Messages: the list, one explained, and what people may do with one.
#pragma once

#include "connectors/api/ask.h"

namespace chartbridge::api {

// By its parameters, or by a body: a number keeps out of addresses.
Answer<Reply> ListMessages(const Ask& ask);
Answer<Reply> SearchMessages(const Ask& ask);  // of a contact, who is in no address
Answer<Reply> ListPatientMessages(const Ask& ask);
Answer<Reply> CountMessages(const Ask& ask);
Answer<Reply> ExplainMessage(const Ask& ask);
Answer<Reply> ReleaseMessage(const Ask& ask);
Answer<Reply> DropMessage(const Ask& ask);
Answer<Reply> FileMessage(const Ask& ask);

}  // namespace chartbridge::api
