#include "connectors/sql/people_cells.h"

#include "connectors/sql/packed.h"

namespace chartbridge::sql {

std::vector<std::string> OpenParts(const StoreContext& context, Session& session,
                                   std::string_view table, std::string_view row,
                                   std::int64_t key_id, std::string_view sealed,
                                   std::size_t count) {
  const bridge::DataKey key = KeyOfRow(session, key_id);
  auto plain = OpenCell(context, key, table, "content", row, sealed);
  if (!plain) throw TransactionError(plain.error());
  std::optional<std::vector<std::string>> parts = Unpack(*plain, count);
  if (!parts) FailWith(FailureKind::kCorrupt, "A stored row is not whole.");
  return *std::move(parts);
}

bridge::DataKey KeyOfRow(Session& session, std::int64_t key_id) {
  auto key = session.OpenKey(key_id);
  if (key) return *std::move(key);
  FailWith(FailureKind::kCorrupt, "The key of a stored row is missing.");
}

}  // namespace chartbridge::sql
