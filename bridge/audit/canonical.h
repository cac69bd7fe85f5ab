// The canonical form of audit records: RFC 8785 on the domain of audit-and-roles.md section 2.
#pragma once

#include <string>
#include <string_view>

#include "base/issue.h"

namespace chartbridge::bridge::audit {

// The one canonical spelling of a JSON text. Refused, besides what WriteCanonical refuses: lone
// surrogates and U+0000, which the reader would silently turn into U+FFFD; two different records
// could then have one hash.
Result<std::string, Issue> Canonicalise(std::string_view json);

}  // namespace chartbridge::bridge::audit
