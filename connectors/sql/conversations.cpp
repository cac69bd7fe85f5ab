#include "connectors/sql/conversations.h"

#include <algorithm>

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

// Everything that queues in the younger line moves to the older one, a lease included when the
// older line is free: the worker that holds it goes on undisturbed.
Bytes JoinLines(const StoreContext& context, Session& session, Bytes one, Bytes other) {
  Line older = LockLine(context, session, one);
  Line younger = LockLine(context, session, other);
  if (younger.serial < older.serial) {
    std::swap(one, other);
    std::swap(older, younger);
  }
  session.Execute("UPDATE conversation SET line = $1 WHERE line = $2", {one, other});
  for (const std::string_view queued : {kUnderWay, kWaiting}) {
    session.Execute("UPDATE item SET line = $1 WHERE line = $2 AND " + std::string(queued),
                    {one, other});
  }
  if (younger.until > older.until && older.until <= ToUnixMillis(context.clock.Now())) {
    session.Execute("UPDATE conversation SET lease_owner = $2, lease_until = $3 WHERE id = $1",
                    {one, younger.owner, younger.until});
  }
  session.Execute("UPDATE conversation SET next_due = NULL WHERE id = $1", {other});
  RefreshDue(context, session, one);
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

Bytes LineOf(Session& session, const Bytes& conversation) {
  const Rows rows = session.Execute("SELECT line FROM conversation WHERE id = $1", {conversation});
  return rows.empty() ? conversation : Bytes{rows.front()[0].bytes()};
}

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

void RefreshDue(const StoreContext& context, Session& session, std::span<const Bytes> lines) {
  const std::string refresh =
      "UPDATE conversation SET next_due = (SELECT MIN(due) FROM ("
      "SELECT due FROM (SELECT due FROM item WHERE line = conversation.id AND " +
      std::string(kUnderWay) +
      " ORDER BY ordinal LIMIT 1) AS first UNION ALL "
      "SELECT MIN(due) FROM item WHERE line = conversation.id AND " +
      std::string(kWaiting) +
      " AND ordinal < COALESCE((SELECT MIN(ordinal) FROM item WHERE line = conversation.id AND " +
      std::string(kUnderWay) + "), 9223372036854775807)) AS either) WHERE id IN ";
  for (std::size_t from = 0; from < lines.size(); from += kMostListed) {
    Params params;
    const std::string list =
        ListBytes(params, lines.subspan(from, std::min(kMostListed, lines.size() - from)));
    // Locked first: what the update sees must be no older than the lock.
    session.Execute("SELECT id FROM conversation WHERE id IN " + list + " ORDER BY id" +
                        std::string(context.dialect.lock),
                    params);
    session.ExecuteDeferred(refresh + list, params);
  }
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

// Two different charts among linked conversations are no proof of either.
std::optional<bridge::PatientLink> FindPatientLink(const StoreContext& context, Session& session,
                                                   const std::string& conversation) {
  if (conversation.empty()) return std::nullopt;
  const Bytes id = UuidBytes(conversation);
  const Rows rows = session.Execute(
      "SELECT p.conversation, p.patient, p.confirmed_by, p.confirmed_at FROM patient_link p "
      "JOIN conversation c ON c.id = p.conversation WHERE c.tenant = $1 AND "
      "c.line = (SELECT line FROM conversation WHERE id = $2) ORDER BY p.confirmed_at DESC",
      {context.tenant(), id});
  const Row* chosen = nullptr;
  for (const Row& row : rows) {
    if (row[0].bytes() == id.value) {
      chosen = &row;
      break;
    }
    if (chosen != nullptr && (*chosen)[1].text() != row[1].text()) return std::nullopt;
    chosen = &row;
  }
  if (chosen == nullptr) return std::nullopt;
  return bridge::PatientLink{conversation, (*chosen)[1].text(), (*chosen)[2].text(),
                             FromUnixMillis((*chosen)[3].number())};
}

void KeepPatientLink(const StoreContext& context, Session& session,
                     const bridge::PatientLink& link) {
  session.Execute(
      "INSERT INTO patient_link (conversation, tenant, patient, confirmed_by, confirmed_at) "
      "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (conversation) DO UPDATE SET "
      "patient = excluded.patient, confirmed_by = excluded.confirmed_by, "
      "confirmed_at = excluded.confirmed_at",
      {UuidBytes(link.conversation), context.tenant(), link.patient, link.confirmed_by,
       ToUnixMillis(link.confirmed_at)});
}

}  // namespace chartbridge::sql
