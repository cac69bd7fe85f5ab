// Answers that a server packed although nobody asked for it (RFC 9110 8.4).
#pragma once

#include <string>
#include <string_view>

#include "base/failure.h"

namespace chartbridge::http {

// `body` with the codings of a Content-Encoding field undone: gzip, x-gzip, deflate and identity,
// at most two of them. kTooLarge: more than `most` bytes would come out; nothing near that is held.
// kCorrupt: another coding, damaged, or cut short. Never throws but for memory.
Result<std::string, Failure> Decode(std::string_view codings, std::string_view body,
                                    std::size_t most);

}  // namespace chartbridge::http
