#include "connectors/http/server_responder.h"

#include <algorithm>
#include <vector>

#include "connectors/http/response_text.h"

namespace chartbridge::http {
namespace {

constexpr std::size_t kPiece = 64U << 10U;

int Mebibytes(std::uint64_t bytes) { return static_cast<int>(bytes >> 20U) + 1; }

}  // namespace

bool ServerResponder::Begin(int status, const Pairs& headers, std::uint64_t length,
                            std::string& head) {
  if (answered_) {
    misused_ = true;
    return false;
  }
  const bool keep = decide_ && decide_();
  std::optional<Instant> now;
  if (options_.clock != nullptr) now = options_.clock->Now();
  auto text =
      ResponseHead(status, headers, length, {keep, options_.speaks_1_0, now, options_.idle});
  if (!text) {
    misused_ = true;
    return false;
  }
  answered_ = true;
  keeps_alive_ = keep;
  head = *std::move(text);
  return true;
}

void ServerResponder::Send(Response response) {
  std::string head;
  if (!Begin(response.status, response.headers, response.body.size(), head)) return;
  const bool silent = options_.head_only || !HasBody(response.status);
  const std::string_view body = silent ? std::string_view() : std::string_view(response.body);
  const Deadline deadline =
      std::chrono::steady_clock::now() + options_.allowance * Mebibytes(body.size());
  broken_ = transport_.Write(head, body, deadline).io != Io::kData;
}

void ServerResponder::Stream(int status, Pairs headers, std::uint64_t length, ByteSource& source) {
  std::string head;
  if (!Begin(status, headers, length, head)) return;
  broken_ = true;  // until the last byte has left, whatever `source` throws
  const Deadline began = std::chrono::steady_clock::now();
  if (options_.head_only || !HasBody(status)) length = 0;
  std::vector<char> piece(static_cast<std::size_t>(std::min<std::uint64_t>(length, kPiece)));
  std::uint64_t sent = 0;
  while (sent < length) {
    const auto want = static_cast<std::size_t>(std::min<std::uint64_t>(length - sent, kPiece));
    const auto got = source.Read(piece.data(), want);
    if (!got || *got == 0 || *got > want) return;
    const Deadline deadline = began + options_.allowance * Mebibytes(sent);
    if (transport_.Write(head, {piece.data(), *got}, deadline).io != Io::kData) return;
    head.clear();
    sent += *got;
  }
  if (!head.empty() && transport_.Write(head, {}, began + options_.allowance).io != Io::kData)
    return;
  broken_ = false;
}

}  // namespace chartbridge::http
