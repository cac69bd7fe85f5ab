// One circuit per EHR over all its calls: directory, Consents, pushes (findings D10, D11). A server
// that does not answer, does not let us in or asks to wait is left alone as a whole; one probe
// tells when it is well again, and then everything goes on at once.
#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/failure.h"

namespace chartbridge::bridge::run {

// Any thread.
class EhrCircuit {
 public:
  enum class Ask : std::uint8_t {
    kCall,   // closed: go on
    kProbe,  // open long enough: the caller, and nobody else until it reports, tries one call
    kWait,   // open: only what is urgent or needs no EHR
  };
  Ask MayCall(Instant now);

  // What a call said. A success closes; a failure of the line opens: 1 s, doubled up to 15 s, what
  // the server said up to 15 min, a refused log-in always 15 s. Five calls in doubt after another
  // open it too: one message that makes the server fail does not.
  void Report(const std::optional<Failure>& failure, Instant now);

  // Something that filing needs is missing there: calls wait until it is lifted, whatever single
  // answers say.
  void Bar();
  void Lift();

  // Only what is urgent or needs no EHR may go on.
  bool Pauses(Instant now) const;

  struct State {
    bool open = false;
    Instant since{};  // it is open, or 0
    Instant until{};  // the next probe
    FailureKind kind = FailureKind::kUnreachable;
    std::string sentence;  // of the last failure, without patient content
  };
  State state() const;

 private:
  mutable std::mutex mutex_;
  State state_;
  bool barred_ = false;
  bool probing_ = false;
  Instant probe_began_{};
  int failures_ = 0;  // after another
  int doubts_ = 0;
};

}  // namespace chartbridge::bridge::run
