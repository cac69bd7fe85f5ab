// clamd's INSTREAM over TCP or a unix socket (clamd(8)): the content goes over in pieces, nothing
// is written anywhere.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/failure.h"

namespace chartbridge::scanner {

struct ClamdSettings {
  std::string socket;  // path of a unix socket; "": by host and port
  std::string host = "127.0.0.1";
  int port = 3310;
  Milliseconds deadline = std::chrono::seconds(120);  // for one content as a whole
  // clamd looks at no more (StreamMaxLength); what is longer is not sent on.
  std::uint64_t most_bytes = 100U << 20U;
};

enum class ClamdVerdict : std::uint8_t {
  kClean,
  kInfected,
  kCannotLook,  // too long, encrypted, or beyond limits of clamd's own
};

// One content. Every failure is kUnreachable and names nothing of the content. Not for several
// threads.
class ClamdStream {
 public:
  // Connects and begins; the deadline runs from here.
  static Result<ClamdStream, Failure> Open(const ClamdSettings& settings);
  ~ClamdStream();
  ClamdStream(ClamdStream&&) noexcept;
  ClamdStream& operator=(ClamdStream&&) = delete;

  Result<void, Failure> Send(std::string_view piece);
  // After the last piece.
  Result<ClamdVerdict, Failure> Finish();

 private:
  struct Connection;
  explicit ClamdStream(std::unique_ptr<Connection> connection, std::uint64_t most);

  std::unique_ptr<Connection> connection_;
  std::uint64_t left_;
  bool too_long_ = false;
  bool answered_early_ = false;  // clamd takes no more and has said why
};

// Whether clamd answers, and whether it knows the EICAR test file: `text` of the failure says what
// is wrong.
Result<void, Failure> TryClamd(const ClamdSettings& settings);

}  // namespace chartbridge::scanner
