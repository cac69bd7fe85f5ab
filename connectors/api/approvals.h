// Steps that want two people, over HTTP: asked for here where the step itself is asked for,
// confirmed or declined by somebody else who is signed in (bridge/service/approvals.h).
#pragma once

#include <string>

#include "bridge/ports/item_rows.h"
#include "connectors/api/ask.h"

namespace chartbridge::api {

// Files the item for this patient; 202 with the request where that wants a second person, because
// it waits for another patient's consent (findings B5).
Answer<Reply> AssignOrAsk(const Ask& ask, const bridge::ItemRow& row, const std::string& patient);

// Those that the caller asked for or may decide.
Answer<Reply> ListApprovals(const Ask& ask);
// Confirms, and takes the step; shows what became of it.
Answer<Reply> ConfirmApproval(const Ask& ask);
Answer<Reply> DeclineApproval(const Ask& ask);

}  // namespace chartbridge::api
