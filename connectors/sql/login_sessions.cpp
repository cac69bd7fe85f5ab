#include "connectors/sql/login_sessions.h"

#include "connectors/sql/packed.h"
#include "connectors/sql/people_cells.h"

namespace chartbridge::sql {
namespace {

using bridge::LoginSession;

constexpr std::string_view kSelect =
    "SELECT id, token, account, created, seen, verified, key_id, content FROM login_session "
    "WHERE tenant = $1";
constexpr std::string_view kStale = "tenant = $1 AND (seen < $2 OR created < $3)";
constexpr std::size_t kParts = 3;

Bytes SealLogin(const StoreContext& context, const bridge::DataKey& key, const std::string& id,
                const std::string& csrf, const std::string& address, const std::string& agent) {
  return SealCell(context, key, "login_session", "content", id, Pack({csrf, address, agent}));
}

LoginSession ReadRow(const StoreContext& context, Session& session, const Row& row) {
  LoginSession login;
  login.id = UuidText(row[0].bytes());
  login.token = row[1].text();
  login.account = UuidText(row[2].bytes());
  login.created = FromUnixMillis(row[3].number());
  login.seen = FromUnixMillis(row[4].number());
  login.verified = FromUnixMillis(row[5].number());
  std::vector<std::string> parts = OpenParts(context, session, "login_session", login.id,
                                             row[6].number(), row[7].bytes(), kParts);
  login.csrf = std::move(parts[0]);
  login.address = std::move(parts[1]);
  login.agent = std::move(parts[2]);
  return login;
}

// Deletes the rows that `where` names, and their keys.
std::int64_t End(Session& session, std::string_view where, const Params& params) {
  const Rows ended = session.Execute(
      "DELETE FROM login_session WHERE " + std::string(where) + " RETURNING key_id", params);
  for (const Row& row : ended) session.DestroyKey(row[0].number());
  return std::int64_t(ended.rows.size());
}

}  // namespace

void InsertLogin(const StoreContext& context, Session& session, const LoginSession& login) {
  const bridge::DataKey key = session.NewKey();
  const Rows added = session.Execute(
      "INSERT INTO login_session (tenant, id, token, account, created, seen, verified, key_id, "
      "content) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
      {context.tenant(), UuidBytes(login.id), login.token, UuidBytes(login.account),
       ToUnixMillis(login.created), ToUnixMillis(login.seen), ToUnixMillis(login.verified),
       key.id(), SealLogin(context, key, login.id, login.csrf, login.address, login.agent)});
  if (added.affected == 0) FailWith(FailureKind::kConflict, "That session is there already.");
}

LoginSession FindLogin(const StoreContext& context, Session& session, const std::string& token) {
  const Rows rows =
      session.Execute(std::string(kSelect) + " AND token = $2", {context.tenant(), token});
  if (rows.empty()) FailWith(FailureKind::kNotFound, "There is no such session.");
  return ReadRow(context, session, rows.front());
}

std::vector<LoginSession> LoginsOf(const StoreContext& context, Session& session,
                                   const std::string& account) {
  std::vector<LoginSession> logins;
  for (const Row& row :
       session.Execute(std::string(kSelect) + " AND account = $2 ORDER BY created, id",
                       {context.tenant(), MaybeUuidBytes(account)})) {
    logins.push_back(ReadRow(context, session, row));
  }
  return logins;
}

void MoveLogin(const StoreContext& context, Session& session, const LoginSession& login) {
  const Bytes id = MaybeUuidBytes(login.id);
  const Rows rows =
      session.Execute(std::string(kSelect) + " AND id = $2" + std::string(context.dialect.lock),
                      {context.tenant(), id});
  if (rows.empty()) FailWith(FailureKind::kNotFound, "There is no such session.");
  const LoginSession stored = ReadRow(context, session, rows.front());
  const bridge::DataKey key = KeyOfRow(session, rows.front()[6].number());
  session.Execute(
      "UPDATE login_session SET token = $3, seen = $4, verified = $5, content = $6 "
      "WHERE tenant = $1 AND id = $2",
      {context.tenant(), id, login.token, ToUnixMillis(login.seen), ToUnixMillis(login.verified),
       SealLogin(context, key, stored.id, login.csrf, stored.address, stored.agent)});
}

void EndLogin(const StoreContext& context, Session& session, const std::string& id) {
  const Params params{context.tenant(), MaybeUuidBytes(id)};
  if (End(session, "tenant = $1 AND id = $2", params) == 0) {
    FailWith(FailureKind::kNotFound, "There is no such session.");
  }
}

void EndLoginsOf(const StoreContext& context, Session& session, const std::string& account) {
  End(session, "tenant = $1 AND account = $2", {context.tenant(), MaybeUuidBytes(account)});
}

bool AnyStaleLogin(const StoreContext& context, Session& session, Instant seen_before,
                   Instant created_before) {
  return !session
              .Execute("SELECT id FROM login_session WHERE " + std::string(kStale) + " LIMIT 1",
                       {context.tenant(), ToUnixMillis(seen_before), ToUnixMillis(created_before)})
              .empty();
}

void EndStaleLogins(const StoreContext& context, Session& session, Instant seen_before,
                    Instant created_before) {
  End(session, kStale, {context.tenant(), ToUnixMillis(seen_before), ToUnixMillis(created_before)});
}

}  // namespace chartbridge::sql
