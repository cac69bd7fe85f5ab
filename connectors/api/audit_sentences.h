// What an audit entry says, in one plain sentence.
#pragma once

#include <string>

namespace chartbridge::api {

// `outcome`: 0 ok, 4 minor, 8 serious, 12 major. For an unknown event: its name.
std::string AuditSentence(const std::string& event, int outcome, const std::string& reason,
                          const std::string& what);

}  // namespace chartbridge::api
