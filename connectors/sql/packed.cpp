#include "connectors/sql/packed.h"

#include <cstdint>

namespace chartbridge::sql {
namespace {

constexpr std::size_t kLengthBytes = 4;

std::optional<std::string> TakePart(std::string_view& packed) {
  if (packed.size() < kLengthBytes) return std::nullopt;
  std::size_t size = 0;
  for (std::size_t i = 0; i < kLengthBytes; ++i) {
    size = size << 8 | static_cast<unsigned char>(packed[i]);
  }
  packed.remove_prefix(kLengthBytes);
  if (packed.size() < size) return std::nullopt;
  std::string part(packed.substr(0, size));
  packed.remove_prefix(size);
  return part;
}

}  // namespace

std::string Pack(std::initializer_list<std::string_view> parts) {
  std::size_t total = 0;
  for (const std::string_view part : parts) total += kLengthBytes + part.size();
  std::string packed;
  packed.reserve(total);
  for (const std::string_view part : parts) {
    const auto size = std::uint32_t(part.size());
    for (int shift = 24; shift >= 0; shift -= 8) packed.push_back(char(size >> shift & 0xFFU));
    packed.append(part);
  }
  return packed;
}

std::optional<std::vector<std::string>> Unpack(std::string_view packed, std::size_t count) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < count; ++i) {
    std::optional<std::string> part = TakePart(packed);
    if (!part) return std::nullopt;
    parts.push_back(*std::move(part));
  }
  if (!packed.empty()) return std::nullopt;
  return parts;
}

}  // namespace chartbridge::sql
