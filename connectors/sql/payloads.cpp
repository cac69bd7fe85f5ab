#include "connectors/sql/payloads.h"

namespace chartbridge::sql {
namespace {

constexpr int kSlice = 64;

// What a payload is sealed with: one of another filing does not open in its place.
std::string Bound(const bridge::ItemKey& key, std::int64_t filing) {
  return key + "/" + std::to_string(filing);
}

Bytes Seal(const StoreContext& context, const bridge::DataKey& data_key, const bridge::ItemKey& key,
           std::int64_t filing, const std::string& body) {
  return SealCell(context, data_key, "payload", "body", Bound(key, filing), body);
}

void Bind(const StoreContext& context, Session& session, const Row& row) {
  const bridge::ItemKey key = UuidText(row[3].bytes());
  const auto data_key = session.OpenKey(row[4].number());
  const auto body = data_key ? OpenCell(context, *data_key, "outbox", "bundle", key, row[2].bytes())
                             : Result<std::string, Failure>(Unexpected<Failure>(data_key.error()));
  // What does not open any more can leave for nowhere.
  if (!body) {
    session.Execute("DELETE FROM payload WHERE ordinal = $1 AND number = $2", {row[0], row[1]});
    return;
  }
  session.Execute("UPDATE payload SET body = $3, bound = 1 WHERE ordinal = $1 AND number = $2",
                  {row[0], row[1], Seal(context, *data_key, key, row[1].number(), *body)});
}

}  // namespace

void PutPayload(const StoreContext& context, Session& session, const PayloadPlace& place,
                int filing, const std::string& body) {
  if (body.empty()) {
    session.ExecuteDeferred("DELETE FROM payload WHERE ordinal = $1 AND number = $2",
                            {place.ordinal, filing});
    return;
  }
  const auto data_key = session.OpenKey(place.key_id.value_or(0));
  if (!data_key) FailWith(FailureKind::kRefused, "The content of that item is destroyed.");
  session.ExecuteDeferred(
      "INSERT INTO payload (ordinal, number, tenant, conversation, body) "
      "VALUES ($1, $2, $3, $4, $5) "
      "ON CONFLICT (ordinal, number) DO UPDATE SET bound = 1, body = excluded.body",
      {place.ordinal, filing, context.tenant(), place.conversation,
       Seal(context, *data_key, place.key, filing, body)});
}

std::string OpenPayload(const StoreContext& context, Session& session, const bridge::ItemKey& key,
                        int filing) {
  const Rows rows = session.Execute(
      "SELECT p.body, i.key_id FROM payload p JOIN item i ON i.ordinal = p.ordinal "
      "WHERE i.tenant = $1 AND i.item_key = $2 AND p.number = $3",
      {context.tenant(), UuidBytes(key), filing});
  if (rows.empty()) FailWith(FailureKind::kNotFound, "There is no payload of that filing.");
  const auto data_key = session.OpenKey(rows.front()[1].number());
  if (!data_key) throw TransactionError(data_key.error());
  auto body =
      OpenCell(context, *data_key, "payload", "body", Bound(key, filing), rows.front()[0].bytes());
  if (!body) throw TransactionError(body.error());
  return *std::move(body);
}

std::size_t BindPayloads(const StoreContext& context, Session& session) {
  const Rows rows = session.Execute(
      "SELECT p.ordinal, p.number, p.body, i.item_key, i.key_id FROM payload p "
      "JOIN item i ON i.ordinal = p.ordinal WHERE p.tenant = $1 AND p.bound = 0 LIMIT $2",
      {context.tenant(), kSlice});
  for (const Row& row : rows) Bind(context, session, row);
  return rows.rows.size();
}

}  // namespace chartbridge::sql
