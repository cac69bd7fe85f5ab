// The head of an answer as text, with the headers that every answer carries.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "base/instant.h"
#include "connectors/http/exchange.h"

namespace chartbridge::http {

// RFC 9110 5.6.7; the names are English whatever the locale of the process.
std::string HttpDate(Instant at);

// Of a status line; empty where nobody gave the status a name (RFC 9112 section 4 allows that).
std::string ReasonPhrase(int status);

// Status 204 and 304 have no body and no length (RFC 9110 8.6).
bool HasBody(int status);

// nullopt: a header of the handler would end its line early, or the status is none. Lengths and
// Connection are ours alone; those of the handler are left out. A server without a clock sends no
// Date (RFC 9110 6.6.1).
struct HeadOptions {
  bool keep_alive = false;
  bool speaks_1_0 = false;
  std::optional<Instant> now;
  // How long a kept connection may be silent; told, so that nobody asks on one that just ended.
  std::chrono::seconds idle{0};
};
std::optional<std::string> ResponseHead(int status, const Pairs& headers, std::uint64_t length,
                                        const HeadOptions& options);

}  // namespace chartbridge::http
