#include "connectors/http/transfer.h"

#include <algorithm>
#include <array>
#include <vector>

#include "connectors/http/body_reader.h"
#include "connectors/http/response_head.h"
#include "words/say.h"

namespace chartbridge::http {
namespace {

constexpr std::size_t kPiece = 64U << 10U;
constexpr int kMostInterim = 8;
constexpr std::array<std::string_view, 6> kOurs = {
    "Host", "Content-Length", "Transfer-Encoding", "Connection", "Expect", "User-Agent"};

Unexpected<Failure> InDoubt(Io io) {
  switch (io) {
    case Io::kTimedOut:
      return Fail(FailureKind::kInDoubt, words::Say("answer-late"));
    case Io::kMalformed:
      return Fail(FailureKind::kInDoubt, words::Say("answer-malformed"));
    case Io::kData:
    case Io::kEnd:
    case Io::kBroken:
      break;
  }
  return Fail(FailureKind::kInDoubt, words::Say("answer-cut"));
}

struct Sent {
  Io io = Io::kData;
  bool any = false;
  std::optional<Failure> source;  // what the caller's own bytes said
};

Sent SendFromSource(const Call& call, const std::string& head, Session& session,
                    Deadline deadline) {
  std::string_view first = head;
  std::vector<char> piece(
      static_cast<std::size_t>(std::min<std::uint64_t>(call.source_length, kPiece)));
  Sent sent;
  std::uint64_t left = call.source_length;
  while (left > 0) {
    const auto want = static_cast<std::size_t>(std::min<std::uint64_t>(left, piece.size()));
    const auto got = call.source->Read(piece.data(), want);
    if (!got) sent.source = got.error();
    if (got && (*got == 0 || *got > want))
      sent.source =
          Fail(FailureKind::kCorrupt, "The body to send ended before its length.").error();
    if (sent.source) return sent;
    const IoResult moved = session.transport().Write(first, {piece.data(), *got}, deadline);
    sent.any = sent.any || moved.size > 0;
    sent.io = moved.io;
    if (moved.io != Io::kData) return sent;
    first = {};
    left -= *got;
  }
  if (!first.empty()) sent.io = session.transport().Write(first, {}, deadline).io;
  sent.any = true;
  return sent;
}

Sent SendCall(const Call& call, const std::string& head, Session& session, Deadline deadline) {
  if (call.source != nullptr) return SendFromSource(call, head, session, deadline);
  const IoResult moved = session.transport().Write(head, call.body, deadline);
  return {moved.io, moved.size > 0, std::nullopt};
}

// The last head that is not interim (100, 103): its text would not live on, so it is parsed here.
struct HeadIn {
  Io io = Io::kData;
  bool begun = false;
  ParsedResponseHead head;
};

HeadIn ReceiveHead(BufferedStream& stream, Deadline deadline) {
  for (int i = 0; i < kMostInterim; ++i) {
    const BufferedStream::Head text = stream.ReadHead(deadline);
    if (text.io != Io::kData) return {text.io, i > 0 || text.begun, {}};
    auto head = ParseResponseHead(text.text);
    if (!head || head->status == 101) break;
    if (head->status >= 200) return {Io::kData, true, *std::move(head)};
  }
  return {Io::kMalformed, true, {}};
}

Result<Answer, Failure> ReceiveBody(const Call& call, BodyReader& body, Answer answer,
                                    Deadline deadline) {
  const auto too_large = [] {
    return Fail(FailureKind::kTooLarge, words::Say("answer-too-large"));
  };
  if (body.remaining().value_or(0) > call.largest_answer) return too_large();
  const bool to_sink = call.sink && answer.status >= 200 && answer.status < 300;
  std::vector<char> piece(static_cast<std::size_t>(
      std::clamp<std::uint64_t>(body.remaining().value_or(kPiece), 1, kPiece)));
  std::uint64_t total = 0;
  for (;;) {
    const IoResult moved = body.Read(piece.data(), piece.size(), deadline);
    if (moved.io == Io::kEnd) return answer;
    if (moved.io != Io::kData) return InDoubt(moved.io);
    total += moved.size;
    if (total > call.largest_answer) return too_large();
    const std::string_view bytes(piece.data(), moved.size);
    if (!to_sink) answer.body.append(bytes);
    if (!to_sink) continue;
    if (auto taken = call.sink(bytes); !taken) return Unexpected(taken.error());
  }
}

Transfer Receive(const Call& call, Session& session, const Sent& sent, Deadline deadline) {
  HeadIn in = ReceiveHead(session.stream(), deadline);
  if (in.io != Io::kData) {
    const bool closed = in.io == Io::kEnd || in.io == Io::kBroken;
    const bool untouched = closed && !in.begun;
    if (untouched && !sent.any) {
      return {Fail(FailureKind::kUnreachable, words::Say("request-cut")), false, true, true};
    }
    return {InDoubt(in.io), false, untouched, false};
  }
  const bool bare = call.method == "HEAD" || in.head.status == 204 || in.head.status == 304;
  BodyReader body(session.stream(), bare ? Framing{} : in.head.framing, !bare);
  auto answer = ReceiveBody(call, body, {in.head.status, std::move(in.head.fields), {}}, deadline);
  const bool delimited = bare || in.head.framing.chunked || in.head.framing.length.has_value();
  const bool reusable = answer.has_value() && delimited && in.head.keep_alive &&
                        sent.io == Io::kData && session.stream().empty();
  return {std::move(answer), reusable, false, false, !delimited};
}

}  // namespace

std::optional<std::string> CallHead(const Call& call, const Url& url,
                                    const std::string& user_agent) {
  if (!IsToken(call.method) || !IsFieldValue(user_agent)) return std::nullopt;
  std::string head = call.method + ' ' + url.target + " HTTP/1.1\r\nHost: " + url.authority +
                     "\r\nUser-Agent: " + user_agent + "\r\n";
  for (const auto& [name, value] : call.headers) {
    if (!IsToken(name) || !IsFieldValue(value)) return std::nullopt;
    const bool ours = std::any_of(kOurs.begin(), kOurs.end(),
                                  [&](std::string_view word) { return SameWord(word, name); });
    if (!ours) head.append(name).append(": ").append(value).append("\r\n");
  }
  const std::uint64_t length = call.source != nullptr ? call.source_length : call.body.size();
  const bool has_body =
      length > 0 || call.method == "POST" || call.method == "PUT" || call.method == "PATCH";
  if (has_body) head += "Content-Length: " + std::to_string(length) + "\r\n";
  return head + "\r\n";
}

Transfer Perform(const Call& call, const std::string& head, Session& session, Deadline deadline) {
  const Sent sent = SendCall(call, head, session, deadline);
  if (sent.source) return {Unexpected(*sent.source), false, false, false};
  if (sent.io == Io::kTimedOut) {
    const auto kind = sent.any ? FailureKind::kInDoubt : FailureKind::kUnreachable;
    return {Fail(kind, words::Say("request-late")), false, false, false};
  }
  // A server that refuses a body may answer and close before it has read all of it: listen anyway.
  return Receive(call, session, sent, deadline);
}

}  // namespace chartbridge::http
