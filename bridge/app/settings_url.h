// Which addresses settings may name.
#pragma once

#include <string_view>

namespace chartbridge {

// A loopback address (127.0.0.0/8, ::1) or "localhost". Other spellings of an address are not read:
// they are a stranger's.
bool IsThisMachine(std::string_view host);

}  // namespace chartbridge
