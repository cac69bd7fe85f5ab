// Why a request is not answered as asked: RFC 9457 problem details with a stable code. Texts name
// members and rules, never what was sent: that may be patient content.
#pragma once

#include <string>

#include "base/failure.h"
#include "connectors/http/exchange.h"
#include "connectors/login/login.h"

namespace chartbridge::api {

struct Problem {
  int status = 400;
  std::string code;     // "role", "step-up", "session-over", "changed", ...
  std::string detail;   // one plain sentence: what is wrong and what to do
  std::string pointer;  // RFC 6901, of the member of the body that is wrong
  int retry_after = 0;  // seconds
};

Unexpected<Problem> Refuse(int status, std::string code, std::string detail,
                           std::string pointer = {});

// A port failed while the request was answered.
Unexpected<Problem> RefuseFor(const Failure& failure);
// Somebody is not let in, or a new password, name or link is not taken.
Unexpected<Problem> RefuseFor(const login::Denied& denied);

http::Response ToResponse(const Problem& problem);

}  // namespace chartbridge::api
