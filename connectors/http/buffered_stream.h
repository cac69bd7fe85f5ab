// A stream with a buffer before it: heads and chunk lines are found in bulk, not byte by byte.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/http/transport.h"

namespace chartbridge::http {

class BufferedStream {
 public:
  // `room` is also the longest head or line that can be read.
  BufferedStream(Transport& transport, std::size_t room) : transport_(transport), buffer_(room) {}

  bool empty() const { return begin_ == end_; }

  // Waits for at least one byte.
  Io WaitForByte(Deadline deadline);
  // One empty line before a request is forgiven (RFC 9112 2.2).
  Io SkipEmptyLine(Deadline deadline);
  // Everything up to and including the first empty line; valid until the next call. kMalformed: a
  // line that does not end in CRLF, or no end within `room` (then `too_long`).
  struct Head {
    Io io = Io::kData;
    std::string_view text;
    bool too_long = false;
    bool begun = false;  // at least one byte had come
  };
  Head ReadHead(Deadline deadline);
  // One line without its CRLF, at most `most` bytes; valid until the next call.
  Head ReadLine(std::size_t most, Deadline deadline);
  // Between 1 and `size` bytes.
  IoResult Read(char* into, std::size_t size, Deadline deadline);

 private:
  Io Fill(Deadline deadline);
  std::string_view Held() const { return {buffer_.data() + begin_, end_ - begin_}; }

  Transport& transport_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace chartbridge::http
