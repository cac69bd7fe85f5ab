// The body of one message, exactly as long as its head said.
#pragma once

#include <cstdint>
#include <optional>

#include "connectors/http/buffered_stream.h"
#include "connectors/http/fields.h"

namespace chartbridge::http {

class BodyReader {
 public:
  // `until_close`: an answer without length or coding (RFC 9112 6.3, rule 8).
  BodyReader(BufferedStream& stream, const Framing& framing, bool until_close = false);

  // 1 to `size` bytes; kEnd (and only then complete) after the last. kBroken: the connection ended
  // before the body did. kMalformed: not the chunks of RFC 9112 7.1.
  IoResult Read(char* into, std::size_t size, Deadline deadline);

  bool complete() const { return complete_; }
  // What is still to come; nullopt when only the end itself will tell.
  std::optional<std::uint64_t> remaining() const;

 private:
  Io NextChunk(Deadline deadline);
  Io EndOfChunk(Deadline deadline);
  Io Trailers(Deadline deadline);

  BufferedStream& stream_;
  bool chunked_;
  bool until_close_;
  bool complete_;
  std::uint64_t left_;  // of the body, or of the chunk
};

}  // namespace chartbridge::http
