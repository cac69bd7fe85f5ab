#include "connectors/sql/api_tokens.h"

#include "connectors/sql/packed.h"
#include "connectors/sql/people_cells.h"

namespace chartbridge::sql {
namespace {

using bridge::ApiToken;

constexpr std::string_view kSelect =
    "SELECT id, token, created, valid_until, revoked, key_id, content FROM api_token WHERE tenant "
    "= $1";
constexpr std::size_t kParts = 3;

ApiToken ReadRow(const StoreContext& context, Session& session, const Row& row) {
  ApiToken token;
  token.id = UuidText(row[0].bytes());
  token.token = row[1].text();
  token.created = FromUnixMillis(row[2].number());
  token.until = FromUnixMillis(row[3].number());
  token.revoked = MaybeInstant(row[4]);
  std::vector<std::string> parts =
      OpenParts(context, session, "api_token", token.id, row[5].number(), row[6].bytes(), kParts);
  token.name = std::move(parts[0]);
  token.role = std::move(parts[1]);
  token.made_by = std::move(parts[2]);
  return token;
}

}  // namespace

// What the token may do is sealed too: a changed row must not make it mightier.
void InsertToken(const StoreContext& context, Session& session, const ApiToken& token) {
  const bridge::DataKey key = session.NewKey();
  const Rows added = session.Execute(
      "INSERT INTO api_token (tenant, id, token, created, valid_until, revoked, key_id, content) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
      {context.tenant(), UuidBytes(token.id), token.token, ToUnixMillis(token.created),
       ToUnixMillis(token.until), MaybeMillis(token.revoked), key.id(),
       SealCell(context, key, "api_token", "content", token.id,
                Pack({token.name, token.role, token.made_by}))});
  if (added.affected == 0) FailWith(FailureKind::kConflict, "That token is there already.");
}

ApiToken FindApiToken(const StoreContext& context, Session& session, const std::string& token) {
  const Rows rows =
      session.Execute(std::string(kSelect) + " AND token = $2", {context.tenant(), token});
  if (rows.empty()) FailWith(FailureKind::kNotFound, "There is no such token.");
  return ReadRow(context, session, rows.front());
}

std::vector<ApiToken> ListTokens(const StoreContext& context, Session& session) {
  std::vector<ApiToken> tokens;
  for (const Row& row :
       session.Execute(std::string(kSelect) + " ORDER BY created, id", {context.tenant()})) {
    tokens.push_back(ReadRow(context, session, row));
  }
  return tokens;
}

void Revoke(const StoreContext& context, Session& session, const std::string& id, Instant at) {
  const Rows revoked = session.Execute(
      "UPDATE api_token SET revoked = COALESCE(revoked, $3) WHERE tenant = $1 AND id = $2",
      {context.tenant(), MaybeUuidBytes(id), ToUnixMillis(at)});
  if (revoked.affected == 0) FailWith(FailureKind::kNotFound, "There is no such token.");
}

}  // namespace chartbridge::sql
