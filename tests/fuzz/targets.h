// The fuzz targets: bytes in, 0 out. A broken promise ends the process, which is how a fuzzer
// learns of it; the replay test feeds the same functions without one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace chartbridge::fuzz {

int ParseDelivery(const std::uint8_t* data, std::size_t size);
int VerifySignature(const std::uint8_t* data, std::size_t size);
int Json(const std::uint8_t* data, std::size_t size);
int ConsentDecide(const std::uint8_t* data, std::size_t size);
int ReadOutcome(const std::uint8_t* data, std::size_t size);
int ContentCoding(const std::uint8_t* data, std::size_t size);
int RequestHead(const std::uint8_t* data, std::size_t size);
int FhirResource(const std::uint8_t* data, std::size_t size);
int AuditRecord(const std::uint8_t* data, std::size_t size);
int JudgeLine(const std::uint8_t* data, std::size_t size);
int Settings(const std::uint8_t* data, std::size_t size);

inline void Require(bool promise) {
  if (!promise) std::abort();
}

inline std::string_view TextOf(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// The first line, without its end, and all behind it.
struct Lines {
  std::string_view first;
  std::string_view rest;
};
inline Lines SplitFirstLine(std::string_view text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return {text, {}};
  return {text.substr(0, end), text.substr(end + 1)};
}

}  // namespace chartbridge::fuzz
