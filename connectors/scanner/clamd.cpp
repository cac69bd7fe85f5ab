#include "connectors/scanner/clamd.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <optional>

#include "Poco/Exception.h"
#include "Poco/Net/SocketAddress.h"
#include "Poco/Net/StreamSocket.h"
#include "connectors/scanner/content_scan.h"
#include "words/say.h"

namespace chartbridge::scanner {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t kLongestAnswer = 4096;
constexpr std::size_t kChunk = 64 * 1024;

Unexpected<Failure> Unreachable(words::Code code) {
  return Fail(FailureKind::kUnreachable, words::Say(code));
}

std::string LengthOf(std::string_view chunk) {  // four bytes, the highest first
  const auto size = static_cast<std::uint32_t>(chunk.size());
  std::string length(4, '\0');
  for (std::size_t at = 0; at < 4; ++at) length[at] = static_cast<char>(size >> (24 - 8 * at));
  return length;
}

// Names under which clamd says that it did not look, rather than that it found something.
bool IsLimit(std::string_view signature) {
  return signature.starts_with("Heuristics.Limits.Exceeded") ||
         signature.starts_with("Heuristics.Encrypted");
}

std::optional<ClamdVerdict> ReadVerdict(std::string_view answer) {
  constexpr std::string_view kBefore = "stream: ";
  if (answer.find("size limit exceeded") != std::string_view::npos)
    return ClamdVerdict::kCannotLook;
  if (!answer.starts_with(kBefore)) return std::nullopt;
  answer.remove_prefix(kBefore.size());
  if (answer == "OK") return ClamdVerdict::kClean;
  if (!answer.ends_with(" FOUND")) return std::nullopt;
  return IsLimit(answer) ? ClamdVerdict::kCannotLook : ClamdVerdict::kInfected;
}

}  // namespace

struct ClamdStream::Connection {
  Poco::Net::StreamSocket socket;
  Deadline deadline;

  // What is left, for the next call; none: over.
  Poco::Timespan Left() const {
    const auto left =
        std::chrono::duration_cast<std::chrono::microseconds>(deadline - steady_clock::now());
    if (left.count() <= 0) throw Poco::TimeoutException();
    return {left.count()};
  }
  void SendAll(std::string_view bytes) {
    while (!bytes.empty()) {
      if (!socket.poll(Left(), Poco::Net::Socket::SELECT_WRITE)) throw Poco::TimeoutException();
      const int sent = socket.sendBytes(bytes.data(), static_cast<int>(bytes.size()),
                                        MSG_NOSIGNAL | MSG_DONTWAIT);
      if (sent > 0) bytes.remove_prefix(std::size_t(sent));
    }
  }
  // Up to the zero byte, or to the end.
  std::string ReadAnswer() {
    std::string answer;
    std::array<char, 512> buffer{};
    while (answer.size() < kLongestAnswer) {
      if (!socket.poll(Left(), Poco::Net::Socket::SELECT_READ)) throw Poco::TimeoutException();
      const int read = socket.receiveBytes(buffer.data(), int(buffer.size()));
      if (read <= 0) break;
      answer.append(buffer.data(), std::size_t(read));
      if (const std::size_t end = answer.find('\0'); end != std::string::npos) {
        answer.resize(end);
        break;
      }
    }
    return answer;
  }
};

ClamdStream::ClamdStream(std::unique_ptr<Connection> connection, std::uint64_t most)
    : connection_(std::move(connection)), left_(most) {}
ClamdStream::~ClamdStream() = default;
ClamdStream::ClamdStream(ClamdStream&&) noexcept = default;

Result<ClamdStream, Failure> ClamdStream::Open(const ClamdSettings& settings) {
  try {
    auto connection = std::make_unique<Connection>();
    connection->deadline = steady_clock::now() + settings.deadline;
    const auto address =
        settings.socket.empty()
            ? Poco::Net::SocketAddress(settings.host, static_cast<Poco::UInt16>(settings.port))
            : Poco::Net::SocketAddress(Poco::Net::SocketAddress::UNIX_LOCAL, settings.socket);
    connection->socket.connect(address, connection->Left());
    connection->SendAll({"zINSTREAM\0", 10});
    return ClamdStream(std::move(connection), settings.most_bytes);
  } catch (const Poco::Exception&) {
    return Unreachable("clamd-silent");
  }
}

// What clamd closes early it has answered: the answer is still to be read.
Result<void, Failure> ClamdStream::Send(std::string_view piece) {
  if (too_long_ || answered_early_) return {};
  too_long_ = piece.size() > left_;
  if (too_long_) return {};
  left_ -= piece.size();
  try {
    while (!piece.empty()) {
      const std::string_view chunk = piece.substr(0, kChunk);
      connection_->SendAll(LengthOf(chunk));
      connection_->SendAll(chunk);
      piece.remove_prefix(chunk.size());
    }
  } catch (const Poco::TimeoutException&) {
    return Unreachable("clamd-slow");
  } catch (const Poco::Exception&) {
    answered_early_ = true;
  }
  return {};
}

Result<ClamdVerdict, Failure> ClamdStream::Finish() {
  if (too_long_) return ClamdVerdict::kCannotLook;
  try {
    if (!answered_early_) connection_->SendAll({"\0\0\0\0", 4});
  } catch (const Poco::TimeoutException&) {
    return Unreachable("clamd-slow");
  } catch (const Poco::Exception&) {
    answered_early_ = true;
  }
  try {
    if (const auto verdict = ReadVerdict(connection_->ReadAnswer())) return *verdict;
    return Unreachable("clamd-unclear");
  } catch (const Poco::TimeoutException&) {
    return Unreachable("clamd-slow");
  } catch (const Poco::Exception&) {
    return Unreachable("clamd-closed");
  }
}

Result<void, Failure> TryClamd(const ClamdSettings& settings) {
  auto stream = ClamdStream::Open(settings);
  if (!stream) return Unexpected<Failure>(stream.error());
  if (auto sent = stream->Send(EicarText()); !sent) return sent;
  const auto verdict = stream->Finish();
  if (!verdict) return Unexpected<Failure>(verdict.error());
  if (*verdict == ClamdVerdict::kInfected) return {};
  return Fail(FailureKind::kRefused, words::Say("clamd-misses-eicar"));
}

}  // namespace chartbridge::scanner
