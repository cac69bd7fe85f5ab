#include "connectors/http/server_request.h"

#include <algorithm>
#include <array>

namespace chartbridge::http {
namespace {

constexpr std::size_t kMebibyte = 1U << 20U;
constexpr std::size_t kPiece = 64U << 10U;
constexpr std::uint64_t kWorthDraining = 64U << 10U;

Unexpected<Failure> Explain(Io io) {
  switch (io) {
    case Io::kTimedOut:
      return Fail(FailureKind::kUnreachable, "The request body did not arrive in time.");
    case Io::kMalformed:
      return Fail(FailureKind::kCorrupt, "The chunks of the request body are malformed.");
    case Io::kData:
    case Io::kEnd:
    case Io::kBroken:
      break;
  }
  return Fail(FailureKind::kCorrupt, "The request body ended before its announced length.");
}

}  // namespace

ServerRequest::ServerRequest(RequestHead head, BufferedStream& stream, Transport& transport,
                             bool from_loopback, std::string peer,
                             std::chrono::milliseconds body_deadline)
    : head_(std::move(head)),
      body_(stream, head_.framing),
      transport_(transport),
      from_loopback_(from_loopback),
      peer_(std::move(peer)),
      allowance_(body_deadline),
      began_(std::chrono::steady_clock::now()),
      owes_continue_(head_.expects_continue) {}

IoResult ServerRequest::ReadUntil(char* into, std::size_t size, Deadline deadline) {
  if (failed_) return {Io::kBroken, 0};
  if (owes_continue_ && !body_.complete()) {
    const IoResult said = transport_.Write("HTTP/1.1 100 Continue\r\n\r\n", {}, deadline);
    if (said.io != Io::kData) failed_ = true;
    if (failed_) return {said.io, 0};
  }
  owes_continue_ = false;
  const IoResult moved = body_.Read(into, size, deadline);
  if (moved.io != Io::kData && moved.io != Io::kEnd) failed_ = true;
  return moved;
}

Result<std::string, Failure> ServerRequest::ReadBody(std::size_t limit) {
  const auto too_large = [] {
    return Fail(FailureKind::kTooLarge, "The request body is larger than allowed.");
  };
  if (body_.remaining().value_or(0) > limit) return too_large();
  const Deadline deadline = began_ + allowance_;
  std::string out;
  for (;;) {
    // Memory follows the bytes that came, not the length that was announced.
    const std::size_t used = out.size();
    const std::uint64_t left = body_.remaining().value_or(kPiece);
    const auto room =
        static_cast<std::size_t>(std::min<std::uint64_t>(std::max<std::uint64_t>(left, 1), kPiece));
    out.resize(used + room);
    const IoResult moved = ReadUntil(out.data() + used, room, deadline);
    out.resize(used + moved.size);
    if (moved.io == Io::kEnd) return out;
    if (moved.io != Io::kData) return Explain(moved.io);
    if (out.size() > limit) return too_large();
    if (body_.complete()) return out;
  }
}

Result<std::size_t, Failure> ServerRequest::Read(char* into, std::size_t size) {
  if (size == 0) return std::size_t{0};
  const auto pieces = static_cast<int>(streamed_ / kMebibyte) + 1;
  const IoResult moved = ReadUntil(into, size, began_ + allowance_ * pieces);
  if (moved.io == Io::kEnd) return std::size_t{0};
  if (moved.io != Io::kData) return Explain(moved.io);
  streamed_ += moved.size;
  return moved.size;
}

bool ServerRequest::SoonOver() const {
  if (body_.complete()) return true;
  const auto left = body_.remaining();
  return !failed_ && !owes_continue_ && left && *left <= kWorthDraining;
}

bool ServerRequest::Drain() {
  std::array<char, 4096> waste{};
  while (!body_.complete()) {
    if (failed_ || owes_continue_) return false;
    const IoResult moved = ReadUntil(waste.data(), waste.size(), began_ + allowance_);
    if (moved.io != Io::kData && moved.io != Io::kEnd) return false;
  }
  return true;
}

}  // namespace chartbridge::http
