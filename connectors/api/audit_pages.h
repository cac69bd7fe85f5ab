// The audit trail at the console: read, who read a patient, verify, export.
#pragma once

#include "connectors/api/ask.h"

namespace chartbridge::api {

Answer<Reply> ListAudit(const Ask& ask);
Answer<Reply> ListReads(const Ask& ask);
Answer<Reply> VerifyAudit(const Ask& ask);
// When that was done last, and what came of it; not itself audited: it shows no entry of anybody.
Answer<Reply> ShowVerified(const Ask& ask);

}  // namespace chartbridge::api
