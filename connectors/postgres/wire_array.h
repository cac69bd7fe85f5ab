// Arrays in PostgreSQL's binary wire format (array_recv in its arrayfuncs.c): half the bytes of the
// text form, and nothing to escape.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace chartbridge::postgres {

std::string Int8Array(std::span<const std::int64_t> numbers);
std::string ByteaArray(std::span<const std::string> values);

}  // namespace chartbridge::postgres
