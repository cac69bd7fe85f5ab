// Requests that a caller gave a name (Idempotency-Key, draft-ietf-httpapi-idempotency-key-header):
// what they were answered, for a day, so that one that comes again is answered and not done again.
#pragma once

#include <chrono>
#include <string>

#include "base/failure.h"

namespace chartbridge::bridge {

struct NamedRequest {
  std::string caller;       // "user:<id>": names of one caller are nothing to another
  std::string name;         // as the caller chose it
  std::string fingerprint;  // of all that the request asks for
};

// Content of the API: rests encrypted.
struct RequestAnswer {
  int status = 0;
  std::string body;  // JSON; "" for none
  bool operator==(const RequestAnswer&) const = default;
};

enum class RequestState {
  kNew,       // The caller's to carry out now, then End or Forget.
  kInFlight,  // The first one is not answered yet.
  kAnswered,  // `answer` is what it was told.
  kOther,     // The name was given to another request.
  kTooMany,   // This caller has kMostNamedRequests of them.
};
struct BegunRequest {
  RequestState state = RequestState::kNew;
  RequestAnswer answer{};
};

inline constexpr std::chrono::hours kNamedRequestKept{24};
inline constexpr int kMostNamedRequests = 1000;  // of one caller, in that time
// One that was not answered by then is taken for dead with its process, and may be carried out
// again: every operation with a name has a guard of its own against a second effect (the attempts
// that a step names, the state of an approval, a name that is taken).
inline constexpr std::chrono::minutes kNamedRequestLives{2};

// Any thread. What writes is durable on return.
class NamedRequests {
 public:
  virtual ~NamedRequests() = default;
  virtual Result<BegunRequest, Failure> Begin(const NamedRequest& request) = 0;
  virtual Result<void, Failure> End(const NamedRequest& request, const RequestAnswer& answer) = 0;
  // Nothing came of it: the name is free again.
  virtual Result<void, Failure> Forget(const NamedRequest& request) = 0;
};

}  // namespace chartbridge::bridge
