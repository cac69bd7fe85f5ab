#include "connectors/sql/accounts.h"

#include "connectors/sql/name_fold.h"
#include "connectors/sql/packed.h"
#include "connectors/sql/people_cells.h"

namespace chartbridge::sql {
namespace {

using bridge::Account;

constexpr std::string_view kSelect =
    "SELECT id, created, language, active, enrolled, totp_step, invitation, invitation_until, "
    "version, key_id, content FROM account WHERE tenant = $1";
constexpr std::size_t kParts = 7;

Bytes NameLookup(const StoreContext& context, const std::string& name) {
  return Lookup(context, "account-name", FoldName(name));
}

Bytes SealAccount(const StoreContext& context, const bridge::DataKey& key, const Account& account) {
  return SealCell(
      context, key, "account", "content", account.id,
      Pack({account.name, account.display_name, account.practitioner, JoinLines(account.roles),
            account.password, account.totp_secret, JoinLines(account.recovery)}));
}

Account ReadRow(const StoreContext& context, Session& session, const Row& row) {
  Account account;
  account.id = UuidText(row[0].bytes());
  account.created = FromUnixMillis(row[1].number());
  account.language = row[2].text();
  account.active = row[3].number() != 0;
  account.enrolled = row[4].number() != 0;
  account.totp_step = row[5].number();
  account.invitation = row[6].text();
  account.invitation_until = FromUnixMillis(row[7].number());
  account.version = row[8].number();
  std::vector<std::string> parts =
      OpenParts(context, session, "account", account.id, row[9].number(), row[10].bytes(), kParts);
  account.name = std::move(parts[0]);
  account.display_name = std::move(parts[1]);
  account.practitioner = std::move(parts[2]);
  account.roles = SplitLines(parts[3]);
  account.password = std::move(parts[4]);
  account.totp_secret = std::move(parts[5]);
  account.recovery = SplitLines(parts[6]);
  return account;
}

Account FindOne(const StoreContext& context, Session& session, std::string_view condition,
                Value value) {
  const Rows rows =
      session.Execute(std::string(kSelect).append(condition), {context.tenant(), std::move(value)});
  if (rows.empty()) FailWith(FailureKind::kNotFound, "There is no such account.");
  return ReadRow(context, session, rows.front());
}

struct Stored {
  std::int64_t version = 0;
  std::int64_t key_id = 0;
};

Stored LockVersion(const StoreContext& context, Session& session, const Bytes& id) {
  const Rows rows =
      session.Execute("SELECT version, key_id FROM account WHERE tenant = $1 AND id = $2" +
                          std::string(context.dialect.lock),
                      {context.tenant(), id});
  if (rows.empty()) return {};
  return {rows.front()[0].number(), rows.front()[1].number()};
}

// What an INSERT and an UPDATE say alike: `$1` … `$12`.
Params ColumnsOf(const StoreContext& context, const Account& account, const bridge::DataKey& key) {
  return {context.tenant(),
          UuidBytes(account.id),
          NameLookup(context, account.name),
          account.language,
          int(account.active),
          int(account.enrolled),
          account.totp_step,
          account.invitation,
          ToUnixMillis(account.invitation_until),
          account.version + 1,
          key.id(),
          SealAccount(context, key, account)};
}

void Insert(const StoreContext& context, Session& session, const Account& account) {
  Params params = ColumnsOf(context, account, session.NewKey());
  params.emplace_back(ToUnixMillis(account.created));
  const Rows added = session.Execute(
      "INSERT INTO account (tenant, id, name_lookup, language, active, enrolled, totp_step, "
      "invitation, invitation_until, version, key_id, content, created) VALUES ($1, $2, $3, $4, "
      "$5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING",
      params);
  if (added.affected == 0) {
    FailWith(FailureKind::kConflict, "Another account has that name or id.");
  }
}

// A name that another account took is found by the unique index.
void Update(const StoreContext& context, Session& session, const Account& account,
            const Stored& stored) {
  session.Execute(
      "UPDATE account SET name_lookup = $3, language = $4, active = $5, enrolled = $6, "
      "totp_step = $7, invitation = $8, invitation_until = $9, version = $10, key_id = $11, "
      "content = $12 WHERE tenant = $1 AND id = $2",
      ColumnsOf(context, account, KeyOfRow(session, stored.key_id)));
}

}  // namespace

Account FindAccountByName(const StoreContext& context, Session& session, const std::string& name) {
  return FindOne(context, session, " AND name_lookup = $2", NameLookup(context, name));
}

Account FindAccountById(const StoreContext& context, Session& session, const std::string& id) {
  return FindOne(context, session, " AND id = $2", MaybeUuidBytes(id));
}

Account FindAccountInvited(const StoreContext& context, Session& session, const std::string& hash) {
  return FindOne(context, session, " AND invitation = $2 AND invitation <> ''", hash);
}

std::vector<Account> ListAccounts(const StoreContext& context, Session& session) {
  std::vector<Account> accounts;
  for (const Row& row :
       session.Execute(std::string(kSelect) + " ORDER BY created, id", {context.tenant()})) {
    accounts.push_back(ReadRow(context, session, row));
  }
  return accounts;
}

std::vector<Account> LockAccounts(const StoreContext& context, Session& session) {
  // One order for everybody, so that two who lock at once wait and do not block each other.
  session.Execute(
      "SELECT id FROM account WHERE tenant = $1 ORDER BY id" + std::string(context.dialect.lock),
      {context.tenant()});
  return ListAccounts(context, session);
}

void KeepAccount(const StoreContext& context, Session& session, const Account& account) {
  const Stored stored = LockVersion(context, session, UuidBytes(account.id));
  if (stored.version != account.version) {
    FailWith(FailureKind::kConflict, "The account was changed in the meantime.");
  }
  if (stored.version == 0) {
    Insert(context, session, account);
  } else {
    Update(context, session, account, stored);
  }
}

}  // namespace chartbridge::sql
