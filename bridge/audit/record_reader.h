// Reads a stored record as strictly as it was written, in one pass and without building a tree:
// the verifier must manage 200,000 records a second (audit-and-roles.md section 2).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace chartbridge::bridge::audit {

// Views into the record; the words are raw, without their quotes.
struct RecordFields {
  std::int64_t seq = -1;
  std::string_view chain;
  std::string_view t;
};

// nullopt unless `record` is one JSON object in canonical form, byte for byte, with seq, chain and
// t.
std::optional<RecordFields> ReadRecord(std::string_view record);

}  // namespace chartbridge::bridge::audit
