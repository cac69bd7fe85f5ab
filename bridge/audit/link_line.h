// A link as one line of text: what `audit export` writes and `audit verify --file` reads.
#pragma once

#include <string>
#include <string_view>

#include "base/issue.h"
#include "bridge/ports/audit.h"

namespace chartbridge::bridge::audit {

// {"hash":"…","prev":"…","record":{…}} without a line end.
std::string WriteLinkLine(const AuditLink& link);

// Other spellings of the same JSON are read too; the record comes out canonical. A Fault when it is
// no such object or the record has no canonical form; whether the link is right, the verifier says.
Result<AuditLink, Issue> ReadLinkLine(std::string_view line);

}  // namespace chartbridge::bridge::audit
