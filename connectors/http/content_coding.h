// Content codings of both directions (RFC 9110 8.4): answers that a server packed although nobody
// asked for it, and our own for those who ask.
#pragma once

#include <string>
#include <string_view>

#include "base/failure.h"
#include "connectors/http/exchange.h"

namespace chartbridge::http {

// `body` with the codings of a Content-Encoding field undone: gzip, x-gzip, deflate and identity,
// at most two of them. kTooLarge: more than `most` bytes would come out; nothing near that is held.
// kCorrupt: another coding, damaged, or cut short. Never throws but for memory.
Result<std::string, Failure> Decode(std::string_view codings, std::string_view body,
                                    std::size_t most);

// Whether Accept-Encoding takes gzip (RFC 9110 12.5.3).
bool AcceptsGzip(const Pairs& headers);
// Packs the body for those who take gzip where it is long enough to gain by it, and says so. Not
// for answers that hold a secret beside what a stranger chose: their length would tell it.
void Compress(bool accepted, Response& response);

}  // namespace chartbridge::http
