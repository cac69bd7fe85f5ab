#include "connectors/scanner/image_size.h"

#include <optional>

namespace chartbridge::scanner {
namespace {

using namespace std::string_view_literals;

// Bytes as numbers; 0 beyond the end.
class Bytes {
 public:
  explicit Bytes(std::string_view text) : text_(text) {}
  std::size_t size() const { return text_.size(); }
  std::uint64_t At(std::size_t at) const {
    return at < text_.size() ? static_cast<unsigned char>(text_[at]) : 0;
  }
  std::uint64_t Big(std::size_t at, int count) const {
    std::uint64_t value = 0;
    for (int i = 0; i < count; ++i) value = value << 8U | At(at + std::size_t(i));
    return value;
  }
  std::uint64_t Little(std::size_t at, int count) const {
    std::uint64_t value = 0;
    for (int i = count; i-- > 0;) value = value << 8U | At(at + std::size_t(i));
    return value;
  }
  bool Has(std::size_t at, std::string_view word) const {
    return at <= text_.size() && text_.substr(at).starts_with(word);
  }

 private:
  std::string_view text_;
};

ImageSize Judge(std::uint64_t width, std::uint64_t height) {
  if (width == 0 || height == 0) return ImageSize::kUnknown;
  return width <= kMostPixels && height <= kMostPixels && width * height <= kMostPixels
             ? ImageSize::kSmall
             : ImageSize::kTooLarge;
}

// W3C PNG 11.2.2: IHDR comes first.
ImageSize OfPng(const Bytes& bytes) {
  if (bytes.size() < 24 || !bytes.Has(12, "IHDR")) return ImageSize::kUnknown;
  return Judge(bytes.Big(16, 4), bytes.Big(20, 4));
}

// GIF89a 18: the logical screen; then the first image may be larger than it.
ImageSize OfGif(const Bytes& bytes) {
  if (bytes.size() < 10) return ImageSize::kUnknown;
  const ImageSize screen = Judge(bytes.Little(6, 2), bytes.Little(8, 2));
  if (screen == ImageSize::kTooLarge || bytes.size() < 13) return screen;
  std::size_t at = 13;
  if ((bytes.At(10) & 0x80U) != 0) at += std::size_t(3) << ((bytes.At(10) & 7U) + 1U);
  while (bytes.At(at) == 0x21) {  // an extension: its label, then blocks until an empty one
    at += 2;
    while (bytes.At(at) != 0) at += bytes.At(at) + 1;
    ++at;
  }
  if (bytes.At(at) != 0x2C) return screen;
  const ImageSize first = Judge(bytes.Little(at + 5, 2), bytes.Little(at + 7, 2));
  return screen == ImageSize::kSmall && first != ImageSize::kTooLarge ? ImageSize::kSmall : first;
}

// RFC 9649: the canvas of VP8X, or the frame of VP8 or VP8L.
ImageSize OfWebp(const Bytes& bytes) {
  constexpr std::uint64_t kDimension = 0x3FFF;  // 14 bits
  if (bytes.size() < (bytes.Has(12, "VP8L") ? 25U : 30U)) return ImageSize::kUnknown;
  if (bytes.Has(12, "VP8X")) return Judge(bytes.Little(24, 3) + 1, bytes.Little(27, 3) + 1);
  if (bytes.Has(12, "VP8L")) {
    const std::uint64_t bits = bytes.Little(21, 4);
    return Judge((bits & kDimension) + 1, (bits >> 14U & kDimension) + 1);
  }
  if (bytes.Has(12, "VP8 "))
    return Judge(bytes.Little(26, 2) & kDimension, bytes.Little(28, 2) & kDimension);
  return ImageSize::kUnknown;
}

bool IsFrame(std::uint64_t marker) {  // SOF0 … SOF15 without DHT, JPG and DAC
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

// ITU T.81 B.1: segments until the frame header.
ImageSize OfJpeg(const Bytes& bytes) {
  std::size_t at = 2;
  while (at + 9 <= bytes.size()) {
    if (bytes.At(at) != 0xFF) return ImageSize::kUnknown;
    const std::uint64_t marker = bytes.At(at + 1);
    if (marker == 0xFF) {  // fill
      ++at;
      continue;
    }
    if (IsFrame(marker)) return Judge(bytes.Big(at + 7, 2), bytes.Big(at + 5, 2));
    if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) {  // alone
      at += 2;
      continue;
    }
    if (marker == 0xDA || marker == 0xD9) return ImageSize::kUnknown;  // a scan without a frame
    at += 2 + bytes.Big(at + 2, 2);
  }
  return ImageSize::kUnknown;
}

}  // namespace

ImageSize LookAtImage(std::string_view beginning) {
  const Bytes bytes(beginning);
  if (bytes.Has(0, "\x89PNG\r\n\x1A\n"sv)) return OfPng(bytes);
  if (bytes.Has(0, "GIF8"sv)) return OfGif(bytes);
  if (bytes.Has(0, "RIFF"sv) && bytes.Has(8, "WEBP"sv)) return OfWebp(bytes);
  if (bytes.Has(0, "\xFF\xD8\xFF"sv)) return OfJpeg(bytes);
  return ImageSize::kNoImage;
}

}  // namespace chartbridge::scanner
