// Header fields (RFC 9110 section 5, RFC 9112 sections 5 and 6), read strictly: two readers that
// disagree about where a message ends are how one request hides inside another.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "connectors/http/exchange.h"

namespace chartbridge::http {

// RFC 9110 section 5.6.2.
bool IsToken(std::string_view text);
// Visible ASCII, spaces, tabs and obs-text; nothing that could end the line.
bool IsFieldValue(std::string_view text);
// ASCII letters without regard to case.
bool SameWord(std::string_view left, std::string_view right);

// What a Host field may hold (RFC 9110 7.2): a name or an address and a port, perhaps nothing.
bool IsHost(std::string_view text);

// Lines that each end in CRLF, without the empty one. nullopt: a bare CR or LF, a folded line, a
// name that is no token or is followed by a space, a value with a control character, or too many.
std::optional<Pairs> ParseFields(std::string_view lines);

// How the end of a body is found. Neither: there is no body in a request; in an answer it ends with
// the connection.
struct Framing {
  std::optional<std::uint64_t> length;
  bool chunked = false;
};

enum class FramingFault {
  kMalformed,  // Two lengths, a length beside a transfer coding, or a length that is no number.
  kTooLong,    // A number, but no body has that size.
  kUnknown,    // A transfer coding other than chunked alone.
};

Result<Framing, FramingFault> ReadFraming(const Pairs& fields);

// Whether a comma-separated field such as Connection names this word.
bool Lists(const Pairs& fields, std::string_view name, std::string_view word);

}  // namespace chartbridge::http
