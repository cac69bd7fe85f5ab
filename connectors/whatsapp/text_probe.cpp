#include "connectors/whatsapp/text_probe.h"

namespace chartbridge::whatsapp {
namespace {

bool IsControl(unsigned unit) {
  if (unit == '\t' || unit == '\n' || unit == '\r' || unit == '\f') return false;
  return unit < 0x20 || unit == 0x7F;
}

}  // namespace

void TextProbe::Add(std::string_view piece) {
  for (const char c : piece) {
    const auto byte = static_cast<unsigned char>(c);
    const bool second = size_ % 2 == 1;
    ++size_;
    if (size_ == 2 && ((first_ == 0xFF && byte == 0xFE) || (first_ == 0xFE && byte == 0xFF))) {
      wide_ = true;
      low_first_ = byte == 0xFE;
    } else if (!wide_) {
      control_ = control_ || IsControl(byte);
    } else if (second) {
      const unsigned unit = low_first_ ? first_ + 256U * byte : 256U * first_ + byte;
      control_ = control_ || IsControl(unit);
    }
    if (!second) first_ = byte;
    if (control_ && !wide_) return;
  }
}

}  // namespace chartbridge::whatsapp
