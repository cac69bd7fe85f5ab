#include "connectors/sql/conversations.h"

#include "connectors/sql/lines.h"

namespace chartbridge::sql {
namespace {

constexpr std::string_view kPhone = "phone";
constexpr std::string_view kBusinessScopedId = "bsuid";

std::optional<Place> ByAlias(Session& session, const Bytes& lookup, const std::string& channel,
                             const std::string& tenant) {
  const Rows rows = session.Execute(
      "SELECT c.id, c.line FROM conversation_alias a JOIN conversation c ON c.id = a.conversation "
      "WHERE a.tenant = $1 AND a.lookup = $2 AND a.channel = $3",
      {tenant, lookup, channel});
  if (rows.empty()) return std::nullopt;
  return Place{Bytes{rows.front()[0].bytes()}, Bytes{rows.front()[1].bytes()}};
}

// False when another transaction was first; its row is visible then.
bool AddAlias(Session& session, const Bytes& lookup, const std::string& channel,
              const std::string& tenant, const Bytes& conversation) {
  return session
             .Execute(
                 "INSERT INTO conversation_alias (tenant, lookup, channel, conversation) "
                 "VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
                 {tenant, lookup, channel, conversation})
             .affected > 0;
}

void AddConversation(Session& session, const std::string& tenant, const std::string& channel,
                     const Bytes& id) {
  session.ExecuteDeferred(
      "INSERT INTO conversation (id, tenant, channel, line) VALUES ($1, $2, $3, $1) "
      "ON CONFLICT DO NOTHING",
      {id, tenant, channel});
}

struct Line {
  std::int64_t serial = 0;
  Value owner;
  std::int64_t until = 0;
};

Line LockLine(const StoreContext& context, Session& session, const Bytes& id) {
  const Rows rows =
      session.Execute("SELECT serial, lease_owner, lease_until FROM conversation WHERE id = $1" +
                          std::string(context.dialect.lock),
                      {id});
  if (rows.empty()) return {};
  return Line{rows.front()[0].number(), rows.front()[1], rows.front()[2].number()};
}

void MoveJobs(Session& session, const Bytes& from, const Bytes& to) {
  for (const std::string_view queued : {kInOrderJob, kOtherJob, std::string_view("due IS NULL")}) {
    session.Execute("UPDATE job SET line = $1 WHERE line = $2 AND " + std::string(queued),
                    {to, from});
  }
}

// Everything that queues in the younger line moves to the older one. When the older line is free
// the lease goes along, and the worker that holds it goes on undisturbed; else it has lost it.
Bytes JoinLines(const StoreContext& context, Session& session, Bytes one, Bytes other) {
  Line older = LockLine(context, session, one);
  Line younger = LockLine(context, session, other);
  if (younger.serial < older.serial) {
    std::swap(one, other);
    std::swap(older, younger);
  }
  const Instant now = context.clock.Now();
  session.Execute("UPDATE conversation SET line = $1 WHERE line = $2", {one, other});
  MoveJobs(session, other, one);
  if (younger.until > older.until && older.until <= ToUnixMillis(now)) {
    session.Execute("UPDATE conversation SET lease_owner = $2, lease_until = $3 WHERE id = $1",
                    {one, younger.owner, younger.until});
  }
  session.Execute(
      "UPDATE conversation SET next_due = NULL, lease_owner = NULL, lease_until = 0 WHERE id = $1",
      {other});
  WakeParked(session, one, bridge::JobKind::kMatch, now);
  DisturbWorker(session, one, bridge::JobKind::kMatch);
  RefreshDue(context, session, one, Locked::kYes);
  return one;
}

Place ByOneAddress(const StoreContext& context, Session& session, const std::string& channel,
                   const Bytes& lookup) {
  if (std::optional<Place> known = ByAlias(session, lookup, channel, context.tenant())) {
    return *known;
  }
  Bytes fresh = NewUuid(context.entropy);
  if (!AddAlias(session, lookup, channel, context.tenant(), fresh)) {
    return ByAlias(session, lookup, channel, context.tenant()).value_or(Place{fresh, fresh});
  }
  AddConversation(session, context.tenant(), channel, fresh);
  return {fresh, fresh};
}

Place ByBothAddresses(const StoreContext& context, Session& session, const std::string& channel,
                      const Bytes& phone, const Bytes& scoped) {
  const std::optional<Place> by_phone = ByAlias(session, phone, channel, context.tenant());
  const std::optional<Place> by_scoped = ByAlias(session, scoped, channel, context.tenant());
  if (by_phone && by_scoped) {
    if (by_phone->line.value == by_scoped->line.value) return {by_phone->line, by_phone->line};
    const Bytes joined = JoinLines(context, session, by_phone->line, by_scoped->line);
    return {joined, joined};
  }
  const Place place = by_phone    ? *by_phone
                      : by_scoped ? *by_scoped
                                  : ByOneAddress(context, session, channel, phone);
  AddAlias(session, by_scoped ? phone : scoped, channel, context.tenant(), place.conversation);
  return {place.line, place.line};
}

// Phones are stored as WhatsApp writes them: E.164 digits alone.
std::string PhoneDigits(const std::string& contact) {
  std::string digits;
  for (const char c : contact) {
    if (c >= '0' && c <= '9') digits.push_back(c);
  }
  return digits.starts_with("00") ? digits.substr(2) : digits;
}

}  // namespace

Place FindPlace(const StoreContext& context, Session& session, const bridge::NewItem& item) {
  const Bytes phone = Lookup(context, kPhone, item.phone);
  const Bytes scoped = Lookup(context, kBusinessScopedId, item.business_scoped_id);
  if (item.phone.empty() && item.business_scoped_id.empty()) {
    const Bytes own = UuidBytes(item.key);
    AddConversation(session, context.tenant(), item.channel, own);
    return {own, own};
  }
  if (!item.phone.empty() && !item.business_scoped_id.empty()) {
    return ByBothAddresses(context, session, item.channel, phone, scoped);
  }
  const Bytes line =
      ByOneAddress(context, session, item.channel, item.phone.empty() ? scoped : phone).line;
  return {line, line};
}

std::vector<Bytes> ConversationsOf(const StoreContext& context, Session& session,
                                   const std::string& contact) {
  const Rows rows = session.Execute(
      "SELECT c.id FROM conversation c WHERE c.line IN ("
      "SELECT l.line FROM conversation_alias a JOIN conversation l ON l.id = a.conversation "
      "WHERE a.tenant = $1 AND a.lookup IN ($2, $3))",
      {context.tenant(), Lookup(context, kPhone, PhoneDigits(contact)),
       Lookup(context, kBusinessScopedId, contact)});
  std::vector<Bytes> found;
  for (const Row& row : rows) found.push_back(Bytes{row[0].bytes()});
  return found;
}

std::vector<Bytes> LinkedConversations(Session& session, const std::string& conversation) {
  const Rows rows = session.Execute(
      "SELECT id FROM conversation WHERE line = (SELECT line FROM conversation WHERE id = $1)",
      {MaybeUuidBytes(conversation)});
  std::vector<Bytes> found;
  for (const Row& row : rows) found.push_back(Bytes{row[0].bytes()});
  return found;
}

}  // namespace chartbridge::sql
