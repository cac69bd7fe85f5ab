// What a check finds, and what to do about it. No patient content.
#pragma once

#include <string>
#include <string_view>

#include "words/statement.h"

namespace chartbridge {

enum class Grade {
  kFine,
  kWarning,  // it works; somebody should look
  kFault,    // it does not work
  kUnknown,  // it could not be found out
};

struct Finding {
  Grade grade = Grade::kFine;
  std::string part;
  words::Statements said;
  words::Statements advice;  // empty when nothing is to be done
};

std::string_view Word(Grade grade);

}  // namespace chartbridge
