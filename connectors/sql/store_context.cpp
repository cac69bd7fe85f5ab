#include "connectors/sql/store_context.h"

#include <algorithm>
#include <bit>

#include "base/id.h"

namespace chartbridge::sql {
namespace {

// Version of the data keys' own use; the tenant key that wraps them has its own.
constexpr std::uint32_t kDataKeyVersion = 1;

std::string CellContext(const StoreContext& context, std::string_view table,
                        std::string_view column, std::string_view row) {
  std::string bound;
  bound.reserve(context.tenant().size() + table.size() + column.size() + row.size() + 3);
  bound.append(context.tenant()).append("|").append(table).append("|").append(column);
  return bound.append("|").append(row);
}

int Nibble(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

}  // namespace

Bytes UuidBytes(const std::string& uuid) {
  if (!IsUuid(uuid)) {
    FailWith(FailureKind::kRefused, "A key that is no UUID cannot be in the store.");
  }
  Bytes out;
  out.value.reserve(16);
  for (std::size_t i = 0; i < uuid.size();) {
    if (uuid[i] == '-') {
      ++i;
      continue;
    }
    out.value.push_back(char(Nibble(uuid[i]) << 4 | Nibble(uuid[i + 1])));
    i += 2;
  }
  return out;
}

Bytes MaybeUuidBytes(const std::string& uuid) { return IsUuid(uuid) ? UuidBytes(uuid) : Bytes{}; }

std::string UuidText(const std::string& bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  if (bytes.size() != 16) return out;
  out.reserve(36);
  for (std::size_t i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out.push_back('-');
    const auto byte = static_cast<unsigned char>(bytes[i]);
    out.push_back(kDigits[byte >> 4]);
    out.push_back(kDigits[byte & 15]);
  }
  return out;
}

Bytes NewUuid(Entropy& entropy) { return UuidBytes(crypto::RandomUuid(entropy)); }

std::string JoinLines(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) {
    if (!out.empty()) out.push_back('\n');
    out.append(line);
  }
  return out;
}

std::vector<std::string> SplitLines(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    out.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return out;
}

std::string ListValues(Params& params, std::span<const Value> values) {
  std::string list = "(";
  for (std::size_t i = 0; i < std::bit_ceil(values.size()); ++i) {
    params.push_back(values[std::min(i, values.size() - 1)]);
    list.append(i == 0 ? "$" : ", $").append(std::to_string(params.size()));
  }
  return list.append(")");
}

std::string ListBytes(Params& params, std::span<const Bytes> values) {
  return ListValues(params, std::vector<Value>(values.begin(), values.end()));
}

void PutRows(Session& session, const Upsert& upsert, std::span<const Params> rows) {
  constexpr std::size_t kMostRows = 8;
  while (!rows.empty()) {
    const std::size_t count = std::min(kMostRows, std::bit_floor(rows.size()));
    std::string statement = "INSERT INTO " + std::string(upsert.into) + " VALUES ";
    Params params;
    for (const Params& row : rows.first(count)) {
      statement.append(params.empty() ? "(" : ", (");
      for (const Value& value : row) {
        params.push_back(value);
        statement.append(&value == &row.front() ? "$" : ", $");
        statement.append(std::to_string(params.size()));
      }
      statement.append(")");
    }
    if (!upsert.on_conflict.empty()) statement.append(" ON CONFLICT ").append(upsert.on_conflict);
    session.ExecuteDeferred(statement, params);
    rows = rows.subspan(count);
  }
}

Bytes SealCell(const StoreContext& context, const bridge::DataKey& key, std::string_view table,
               std::string_view column, std::string_view row, std::string_view plain) {
  return Bytes{
      crypto::Seal(key.bytes(), kDataKeyVersion, CellContext(context, table, column, row), plain)};
}

Result<std::string, Failure> OpenCell(const StoreContext& context, const bridge::DataKey& key,
                                      std::string_view table, std::string_view column,
                                      std::string_view row, std::string_view sealed) {
  return crypto::Open(key.bytes(), CellContext(context, table, column, row), sealed);
}

Bytes Lookup(const StoreContext& context, std::string_view kind, std::string_view value) {
  return Bytes{context.keys.Lookup(kind, value)};
}

}  // namespace chartbridge::sql
