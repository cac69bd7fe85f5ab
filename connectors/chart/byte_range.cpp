#include "connectors/chart/byte_range.h"

#include <algorithm>
#include <charconv>

namespace chartbridge::chart {

namespace {

std::optional<std::uint64_t> ReadNumber(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

RangeAnswer ReadRange(std::string_view header, std::uint64_t size) {
  constexpr std::string_view kUnit = "bytes=";
  if (!header.starts_with(kUnit) || header.find(',') != std::string_view::npos) return {};
  header.remove_prefix(kUnit.size());
  const std::size_t dash = header.find('-');
  if (dash == std::string_view::npos) return {};
  const std::string_view left = header.substr(0, dash);
  const std::string_view right = header.substr(dash + 1);
  const auto first = ReadNumber(left);
  const auto last = ReadNumber(right);
  if ((!first && !left.empty()) || (!last && !right.empty()) || (!first && !last)) return {};
  if (size == 0) return {RangeVerdict::kUnsatisfiable, {}};
  if (!first) {  // the last `last` bytes
    if (*last == 0) return {RangeVerdict::kUnsatisfiable, {}};
    return {RangeVerdict::kPart, {size - std::min(*last, size), size - 1}};
  }
  if (*first >= size) return {RangeVerdict::kUnsatisfiable, {}};
  if (last && *last < *first) return {};
  return {RangeVerdict::kPart, {*first, last ? std::min(*last, size - 1) : size - 1}};
}

}  // namespace chartbridge::chart
