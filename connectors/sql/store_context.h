// What every statement of the store needs beside its session.
#pragma once

#include <span>
#include <string>

#include "base/clock.h"
#include "connectors/crypto/keyring.h"
#include "connectors/sql/session.h"

namespace chartbridge::sql {

// References to what outlives the store. Copied freely.
struct StoreContext {
  const crypto::KeyRing& keys;
  const Clock& clock;
  Entropy& entropy;
  const Dialect& dialect;
  int audit_slot = 0;  // writer slot: the chain that this process appends to

  const std::string& tenant() const { return keys.tenant(); }
};

// 16 bytes for the 36 characters of a UUID; anything else is refused.
Bytes UuidBytes(const std::string& uuid);
// Nothing, which no row has, for anything else: for questions.
Bytes MaybeUuidBytes(const std::string& uuid);
std::string UuidText(const std::string& bytes);
// A fresh random one, as bytes.
Bytes NewUuid(Entropy& entropy);

// Lists of references as one cell: a line each.
std::string JoinLines(const std::vector<std::string>& lines);
std::vector<std::string> SplitLines(const std::string& text);

// At most so many go into one list.
inline constexpr std::size_t kMostListed = 64;
// "($3, $4, …)" for `values`, which are added to `params`. Lists come in few lengths, the last
// value repeated, so that few statements are to be prepared.
std::string ListValues(Params& params, std::span<const Value> values);
std::string ListBytes(Params& params, std::span<const Bytes> values);

// Rows for one table, some to a statement. Nobody waits for its answer.
struct Upsert {
  std::string_view into;         // "medium (ordinal, number, …)"
  std::string_view on_conflict;  // "(ordinal, number) DO UPDATE SET …"; "": a conflict is an error
};
void PutRows(Session& session, const Upsert& upsert, std::span<const Params> rows);

// Content at rest. `table`, `column` and `row` are authenticated with it, so that a ciphertext
// moved elsewhere does not open.
Bytes SealCell(const StoreContext& context, const bridge::DataKey& key, std::string_view table,
               std::string_view column, std::string_view row, std::string_view plain);
Result<std::string, Failure> OpenCell(const StoreContext& context, const bridge::DataKey& key,
                                      std::string_view table, std::string_view column,
                                      std::string_view row, std::string_view sealed);

// The HMAC under which something sensitive is found again.
Bytes Lookup(const StoreContext& context, std::string_view kind, std::string_view value);

inline std::optional<std::int64_t> MaybeMillis(const std::optional<Instant>& at) {
  return at ? std::optional<std::int64_t>(ToUnixMillis(*at)) : std::nullopt;
}
inline std::optional<Instant> MaybeInstant(const Value& cell) {
  return cell.integer() ? std::optional<Instant>(FromUnixMillis(*cell.integer())) : std::nullopt;
}

}  // namespace chartbridge::sql
