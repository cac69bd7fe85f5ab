// The rows of bridge/access/roles.json that the endpoints ask for.
#pragma once

#include "bridge/access/roles.h"

namespace chartbridge::api {

inline constexpr bridge::access::Permission kAccountsManage = "accounts.manage";
inline constexpr bridge::access::Permission kTokensManage = "tokens.manage";
inline constexpr bridge::access::Permission kSecretsSet = "secrets.set";
inline constexpr bridge::access::Permission kHealthRead = "health.read";
inline constexpr bridge::access::Permission kConnectorsRead = "connectors.read";
inline constexpr bridge::access::Permission kDeadLettersManage = "deadletters.manage";
inline constexpr bridge::access::Permission kMessageList = "message.list";
inline constexpr bridge::access::Permission kMessageBody = "message.body";
inline constexpr bridge::access::Permission kIdentityResolve = "identity.resolve";
inline constexpr bridge::access::Permission kConsentStatus = "consent.status";
inline constexpr bridge::access::Permission kConsentEvidence = "consent.evidence";
inline constexpr bridge::access::Permission kRetentionManage = "retention.manage";
inline constexpr bridge::access::Permission kAuditRead = "audit.read";
inline constexpr bridge::access::Permission kAuditExport = "audit.export";

}  // namespace chartbridge::api
