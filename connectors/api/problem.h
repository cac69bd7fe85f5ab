// Why a request is not answered as asked: RFC 9457 problem details with a stable code. Texts name
// members and rules, never what was sent: that may be patient content.
#pragma once

#include <string>

#include "base/failure.h"
#include "connectors/http/exchange.h"
#include "connectors/login/login.h"
#include "words/say.h"

namespace chartbridge::api {

struct Problem {
  int status = 400;
  words::Statement said;  // what is wrong and what to do; its code is the problem's
  std::string pointer;    // RFC 6901, of the member of the body that is wrong
  int retry_after = 0;    // seconds
  std::string detail{};   // in English; "" for that of `said`
};

Unexpected<Problem> Refuse(int status, words::Statement said, std::string pointer = {});
Unexpected<Problem> Refuse(int status, words::Code code, std::string pointer = {});

// A port failed while the request was answered.
Unexpected<Problem> RefuseFor(const Failure& failure);
// Somebody is not let in, or a new password, name or link is not taken. With the `pointer` of what
// was wrong it is a body's fault, not a request's.
Unexpected<Problem> RefuseFor(const login::Denied& denied, std::string pointer = {});

http::Response ToResponse(const Problem& problem);

}  // namespace chartbridge::api
