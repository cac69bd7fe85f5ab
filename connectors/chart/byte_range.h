// One byte range of a GET (RFC 9110 section 14), for players that seek.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace chartbridge::chart {

struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;  // inclusive
};

enum class RangeVerdict {
  kWhole,  // none, several or not understood: send everything
  kPart,
  kUnsatisfiable,  // begins behind the end: 416
};

struct RangeAnswer {
  RangeVerdict verdict = RangeVerdict::kWhole;
  ByteRange range;
};

RangeAnswer ReadRange(std::string_view header, std::uint64_t size);

}  // namespace chartbridge::chart
