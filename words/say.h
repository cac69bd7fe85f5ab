// How a Statement is made: with a code that the catalogue has, or it does not compile.
#pragma once

#include <algorithm>

#include "words/keys.h"
#include "words/statement.h"

namespace chartbridge::words {

class Code {
 public:
  consteval Code(const char* code) : text_(code) {
    if (!std::binary_search(std::begin(kStatementCodes), std::end(kStatementCodes), text_))
      throw "words/<language>.json has no such statement";
  }
  std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

inline Statement Say(Code code, std::vector<std::pair<std::string, std::string>> values = {}) {
  return {std::string(code.text()), std::move(values)};
}

}  // namespace chartbridge::words
