// One HTTP exchange as seen by our handlers: no Poco type here.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/failure.h"

namespace chartbridge::http {

using Pairs = std::vector<std::pair<std::string, std::string>>;

// Case-insensitive; the first one.
std::optional<std::string> FindHeader(const Pairs& headers, std::string_view name);

// Bytes that arrive or leave piece by piece. Read gives 0 at the end.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  virtual Result<std::size_t, Failure> Read(char* into, std::size_t size) = 0;
};
// False or a Failure stops the transfer.
using ByteSink = std::function<Result<void, Failure>(std::string_view piece)>;

// A request whose head is complete, strict and within limits. The body is still on the wire.
class Request {
 public:
  virtual ~Request() = default;
  virtual const std::string& method() const = 0;  // upper case
  virtual const std::string& path()
      const = 0;  // percent-decoded, starts with "/", no ".." segments
  virtual const std::string& raw_query() const = 0;
  virtual const Pairs& query() const = 0;  // decoded, in order
  virtual const Pairs& headers() const = 0;
  // From this machine: by a loopback address, or by the very address that it was sent to.
  virtual bool from_loopback() const = 0;
  // The other end's address in numbers, without a port; "" when it is not known.
  virtual std::string peer() const { return {}; }
  // As announced; nullopt for chunks, and for a request that announces no body.
  virtual std::optional<std::uint64_t> content_length() const = 0;

  // The whole body, exactly as long as announced. kTooLarge over `limit`; kCorrupt when it ended
  // early; kUnreachable when the total deadline for bodies passed.
  virtual Result<std::string, Failure> ReadBody(std::size_t limit) = 0;
  // The body piece by piece under the same rules.
  virtual ByteSource& body() = 0;
};

// From a program of this machine that speaks for itself: no proxy says that it passes it on.
bool IsLocal(const Request& request);

// type/subtype of RFC 9110 tokens; parameters only of harmless characters. Anything else is bytes.
std::string SafeContentType(const std::string& text);

// One byte range of a GET (RFC 9110 section 14), for players that seek: first and last. nullopt for
// none, several or what is not understood: everything is sent. `first` at the end: 416.
std::optional<std::pair<std::uint64_t, std::uint64_t>> ReadRange(const Request& request,
                                                                 std::uint64_t size);

struct Response {
  int status = 200;
  Pairs headers;  // Content-Type and others; Content-Length is set by the server
  std::string body;
};

// Exactly one of the two is called by a handler, once.
class Responder {
 public:
  virtual ~Responder() = default;
  virtual void Send(Response response) = 0;
  // Streams `length` bytes out of `source`; a source that fails or ends early cuts the connection,
  // so that the client cannot take a part for the whole.
  virtual void Stream(int status, Pairs headers, std::uint64_t length, ByteSource& source) = 0;
};

// Any thread, several at once. An exception becomes a 500 with a correlation id and a log line
// (event handler.failed); a handler that answers nothing likewise.
class Handler {
 public:
  virtual ~Handler() = default;
  virtual void Handle(Request& request, Responder& responder) = 0;
};

Response TextResponse(int status, std::string text);  // text/plain; charset=utf-8
Response JsonResponse(int status, std::string json, std::string_view type = "application/json");

}  // namespace chartbridge::http
