// One's own session and account: signing in and out, the second factor again, one's sessions.
#pragma once

#include "connectors/api/ask.h"

namespace chartbridge::api {

Answer<Reply> ShowSession(const Ask& ask);
Answer<Reply> SignIn(const Ask& ask);
Answer<Reply> SignOut(const Ask& ask);
Answer<Reply> StepUp(const Ask& ask);
Answer<Reply> ListSessions(const Ask& ask);
Answer<Reply> EndSession(const Ask& ask);
Answer<Reply> ChangePassword(const Ask& ask);
Answer<Reply> RenewRecovery(const Ask& ask);
Answer<Reply> ChangeOwnAccount(const Ask& ask);

}  // namespace chartbridge::api
