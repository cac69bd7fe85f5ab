// What cmake/words.py makes of words/<language>.json; words.h is for everybody else.
#pragma once

#include <span>
#include <string_view>

namespace chartbridge::words {

struct Entry {
  std::string_view key;  // "note.flag.group"; sorted
  std::string_view text;
};
struct Language {
  std::string_view code;
  bool right_to_left;
  std::span<const Entry> entries;
};

std::span<const Language> Languages();

}  // namespace chartbridge::words
