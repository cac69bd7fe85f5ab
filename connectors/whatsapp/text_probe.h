// Whether bytes are text: a property of all of them, not a guess from the first (libmagic calls a
// diary csv and a dosage troff).
#pragma once

#include <string_view>

namespace chartbridge::whatsapp {

// Fed piece by piece. Text is what has no control characters but tab, line ends and form feed, in
// UTF-8, in UTF-16 with a byte order mark, or in an encoding of one byte per character.
class TextProbe {
 public:
  void Add(std::string_view piece);
  bool is_text() const { return size_ > 0 && !control_ && (!wide_ || size_ % 2 == 0); }

 private:
  unsigned long long size_ = 0;
  bool control_ = false;
  bool wide_ = false;        // UTF-16
  bool low_first_ = false;   // little endian
  unsigned char first_ = 0;  // of the file, then of a unit of UTF-16
};

}  // namespace chartbridge::whatsapp
