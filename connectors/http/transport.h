// Bytes over a socket, each wait bounded by the same moment. A time-out per read starts anew with
// every byte, so a peer that drips never meets it; a deadline does not move.
#pragma once

#include <chrono>
#include <cstddef>
#include <string_view>

#include "base/clock.h"

namespace chartbridge::http {

enum class Io {
  kData,       // What was asked for.
  kEnd,        // The peer said that there is no more.
  kTimedOut,   // The deadline passed.
  kBroken,     // Reset, or ended where more was promised.
  kMalformed,  // Bytes that no peer of this protocol sends.
};

struct IoResult {
  Io io = Io::kData;
  std::size_t size = 0;  // also counts what moved before things went wrong
};

class Transport {
 public:
  virtual ~Transport() = default;
  // Between 1 and `size` bytes.
  virtual IoResult Read(char* into, std::size_t size, Deadline deadline) = 0;
  // All of both, in one packet where they fit.
  virtual IoResult Write(std::string_view first, std::string_view second, Deadline deadline) = 0;
  // Bytes that have left the socket but were not read yet.
  virtual bool Holds() const { return false; }
};

// Waits until the descriptor can be read (or written); kData or kTimedOut. Errors count as
// readable: the next call reports them.
Io WaitFor(int descriptor, short events, Deadline deadline);

// A connected TCP socket that somebody else closes. Never raises SIGPIPE.
class PlainTransport final : public Transport {
 public:
  explicit PlainTransport(int descriptor) : descriptor_(descriptor) {}
  IoResult Read(char* into, std::size_t size, Deadline deadline) override;
  IoResult Write(std::string_view first, std::string_view second, Deadline deadline) override;

 private:
  int descriptor_;
};

}  // namespace chartbridge::http
