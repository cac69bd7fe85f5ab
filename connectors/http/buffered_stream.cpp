#include "connectors/http/buffered_stream.h"

#include <algorithm>
#include <cstring>

namespace chartbridge::http {

Io BufferedStream::Fill(Deadline deadline) {
  if (begin_ == end_) begin_ = end_ = 0;
  if (end_ == buffer_.size() && begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ == buffer_.size()) return Io::kMalformed;
  const IoResult moved = transport_.Read(buffer_.data() + end_, buffer_.size() - end_, deadline);
  end_ += moved.size;
  return moved.io;
}

Io BufferedStream::WaitForByte(Deadline deadline) { return empty() ? Fill(deadline) : Io::kData; }

Io BufferedStream::SkipEmptyLine(Deadline deadline) {
  while (end_ - begin_ < 2) {
    if (!empty() && buffer_[begin_] != '\r') return Io::kData;
    const Io io = Fill(deadline);
    if (io != Io::kData) return io;
  }
  if (Held().substr(0, 2) == "\r\n") begin_ += 2;
  return Io::kData;
}

BufferedStream::Head BufferedStream::ReadHead(Deadline deadline) {
  std::size_t line = 0;  // where the line under inspection starts
  std::size_t seen = 0;
  for (;;) {
    const std::string_view held = Held();
    for (std::size_t i = held.find('\n', seen); i != std::string_view::npos;
         i = held.find('\n', line)) {
      if (i == line || held[i - 1] != '\r') return {Io::kMalformed, {}, false, true};
      const bool blank = i == line + 1;
      if (blank && line == 0) return {Io::kMalformed, {}, false, true};
      if (blank) {
        begin_ += i + 1;
        return {Io::kData, held.substr(0, i + 1), false, true};
      }
      line = i + 1;
    }
    seen = held.size();
    const Io io = Fill(deadline);
    if (io != Io::kData) return {io, {}, io == Io::kMalformed, !empty()};
  }
}

BufferedStream::Head BufferedStream::ReadLine(std::size_t most, Deadline deadline) {
  for (;;) {
    const std::string_view held = Held();
    const std::size_t end = held.find('\n');
    if (std::min(end, held.size()) > most + 1) return {Io::kMalformed, {}, true, true};
    if (end != std::string_view::npos) {
      if (end == 0 || held[end - 1] != '\r') return {Io::kMalformed, {}, false, true};
      begin_ += end + 1;
      return {Io::kData, held.substr(0, end - 1), false, true};
    }
    const Io io = Fill(deadline);
    if (io != Io::kData) return {io, {}, io == Io::kMalformed, !empty()};
  }
}

IoResult BufferedStream::Read(char* into, std::size_t size, Deadline deadline) {
  // A large piece goes past the buffer, straight to its place.
  if (empty() && size >= buffer_.size()) return transport_.Read(into, size, deadline);
  if (empty()) {
    const Io io = Fill(deadline);
    if (io != Io::kData) return {io, 0};
  }
  const std::size_t piece = std::min(size, end_ - begin_);
  std::memcpy(into, buffer_.data() + begin_, piece);
  begin_ += piece;
  return {Io::kData, piece};
}

}  // namespace chartbridge::http
