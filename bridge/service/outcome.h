// The one table of what a failure means to whoever asked: the API's status and code, the program's
// exit code (contract.md, Program and HTTP).
#pragma once

#include "base/failure.h"

namespace chartbridge::bridge::service {

inline constexpr int kDone = 0;
inline constexpr int kNo = 1;        // the answer is no, or the work failed
inline constexpr int kWrongUse = 2;  // wrong usage or settings
inline constexpr int kCannotLook =
    3;  // of `audit verify`: neither whole nor altered, not looked at

struct Outcome {
  int http_status = 503;
  int exit_code = kNo;
  words::Statement said;  // by the problem that the API answers
};
Outcome OutcomeOf(FailureKind kind);

}  // namespace chartbridge::bridge::service
