#include "connectors/postgres/wire_array.h"

namespace chartbridge::postgres {
namespace {

constexpr std::uint32_t kInt8 = 20;
constexpr std::uint32_t kBytea = 17;

void Put(std::string& out, std::uint64_t number, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out.push_back(char(number >> shift));
}

// One dimension, no NULLs, lower bound 1.
std::string Head(std::uint32_t type, std::size_t count) {
  std::string out;
  Put(out, 1, 4);
  Put(out, 0, 4);
  Put(out, type, 4);
  Put(out, count, 4);
  Put(out, 1, 4);
  return out;
}

}  // namespace

std::string Int8Array(std::span<const std::int64_t> numbers) {
  std::string out = Head(kInt8, numbers.size());
  for (const std::int64_t number : numbers) {
    Put(out, 8, 4);
    Put(out, std::uint64_t(number), 8);
  }
  return out;
}

std::string ByteaArray(std::span<const std::string> values) {
  std::string out = Head(kBytea, values.size());
  std::size_t size = out.size();
  for (const std::string& value : values) size += 4 + value.size();
  out.reserve(size);
  for (const std::string& value : values) {
    Put(out, value.size(), 4);
    out.append(value);
  }
  return out;
}

}  // namespace chartbridge::postgres
