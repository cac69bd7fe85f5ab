// People and API tokens, for administrators; and the matrix of roles, for everybody.
#pragma once

#include "connectors/api/ask.h"

namespace chartbridge::api {

Answer<Reply> ListAccounts(const Ask& ask);
Answer<Reply> AddAccount(const Ask& ask);
Answer<Reply> ChangeAccount(const Ask& ask);
Answer<Reply> InviteAgain(const Ask& ask);
Answer<Reply> ListTokens(const Ask& ask);
Answer<Reply> AddToken(const Ask& ask);
Answer<Reply> RevokeToken(const Ask& ask);
Answer<Reply> ShowRoles(const Ask& ask);

}  // namespace chartbridge::api
