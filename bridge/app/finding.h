// What a check finds: a sentence, and what to do about it. No patient content.
#pragma once

#include <string>
#include <string_view>

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
  std::string what;
  std::string what_to_do;  // "" when nothing is to be done
};

std::string_view Word(Grade grade);

}  // namespace chartbridge
