// What the service says before it is words: a code of the catalogue with its values. Everything
// carries these; English is made of them for programs, logs and the command line, and each page
// makes its reader's language. words/say.h makes them.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace chartbridge::words {

struct Statement {
  std::string code;  // of "statement" in words/<language>.json; "" says nothing
  std::vector<std::pair<std::string, std::string>> values;

  bool operator==(const Statement&) const = default;
};
// Sentences in a row.
using Statements = std::vector<Statement>;

std::string InEnglish(const Statement& said);
std::string InEnglish(const Statements& said);

}  // namespace chartbridge::words
