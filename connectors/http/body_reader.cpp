#include "connectors/http/body_reader.h"

#include <algorithm>

namespace chartbridge::http {
namespace {

constexpr std::size_t kLongestChunkLine = 256;
constexpr std::size_t kLongestTrailer = 4096;
constexpr int kMostTrailers = 16;
constexpr std::size_t kMostSizeDigits = 12;

// Extensions after ";" mean nothing to us (RFC 9112 7.1.1) but must be clean text.
std::optional<std::uint64_t> ReadChunkSize(std::string_view line) {
  const std::size_t digits =
      std::min(line.find_first_not_of("0123456789abcdefABCDEF"), line.size());
  if (digits == 0 || digits > kMostSizeDigits) return std::nullopt;
  const std::string_view rest = line.substr(digits);
  const std::size_t mark = rest.find_first_not_of(" \t");
  if (mark != std::string_view::npos && (rest[mark] != ';' || !IsFieldValue(rest)))
    return std::nullopt;
  if (mark == std::string_view::npos && !rest.empty()) return std::nullopt;
  return std::stoull(std::string(line.substr(0, digits)), nullptr, 16);
}

// The connection may not end inside a body.
Io Inside(Io io) { return io == Io::kEnd ? Io::kBroken : io; }

}  // namespace

BodyReader::BodyReader(BufferedStream& stream, const Framing& framing, bool until_close)
    : stream_(stream),
      chunked_(framing.chunked),
      until_close_(until_close && !framing.chunked && !framing.length),
      complete_(!chunked_ && !until_close_ && framing.length.value_or(0) == 0),
      left_(framing.length.value_or(0)) {}

std::optional<std::uint64_t> BodyReader::remaining() const {
  if (complete_) return 0;
  if (chunked_ || until_close_) return std::nullopt;
  return left_;
}

IoResult BodyReader::Read(char* into, std::size_t size, Deadline deadline) {
  if (complete_) return {Io::kEnd, 0};
  if (until_close_) {
    const IoResult moved = stream_.Read(into, size, deadline);
    if (moved.io == Io::kEnd) complete_ = true;
    return moved;
  }
  if (chunked_ && left_ == 0) {
    const Io io = NextChunk(deadline);
    if (io != Io::kData || complete_) return {complete_ ? Io::kEnd : Inside(io), 0};
  }
  const auto want = static_cast<std::size_t>(std::min<std::uint64_t>(size, left_));
  const IoResult moved = stream_.Read(into, want, deadline);
  if (moved.io != Io::kData) return {Inside(moved.io), 0};
  left_ -= moved.size;
  if (left_ == 0 && !chunked_) complete_ = true;
  if (left_ == 0 && chunked_) {
    const Io io = EndOfChunk(deadline);
    if (io != Io::kData) return {Inside(io), 0};
  }
  return moved;
}

Io BodyReader::NextChunk(Deadline deadline) {
  const BufferedStream::Head line = stream_.ReadLine(kLongestChunkLine, deadline);
  if (line.io != Io::kData) return line.io;
  const auto size = ReadChunkSize(line.text);
  if (!size) return Io::kMalformed;
  left_ = *size;
  return left_ == 0 ? Trailers(deadline) : Io::kData;
}

Io BodyReader::EndOfChunk(Deadline deadline) {
  const BufferedStream::Head line = stream_.ReadLine(0, deadline);
  return line.io == Io::kData && !line.text.empty() ? Io::kMalformed : line.io;
}

Io BodyReader::Trailers(Deadline deadline) {
  for (int i = 0; i < kMostTrailers; ++i) {
    const BufferedStream::Head line = stream_.ReadLine(kLongestTrailer, deadline);
    if (line.io != Io::kData) return line.io;
    if (line.text.empty()) {
      complete_ = true;
      return Io::kData;
    }
    if (line.text.find(':') == std::string_view::npos) return Io::kMalformed;
  }
  return Io::kMalformed;
}

}  // namespace chartbridge::http
