#include "connectors/sql/split.h"

#include <algorithm>
#include <set>

#include "connectors/sql/conversations.h"
#include "connectors/sql/sql_audit.h"

namespace chartbridge::sql {
namespace {

using bridge::MediaProgress;
using bridge::NewItem;

struct Existing {
  std::int64_t ordinal = 0;
  bool placeholder = false;
  Bytes conversation;
  Bytes line;
  std::optional<std::int64_t> key_id;
};

std::optional<Existing> FindExisting(const Tools& tools, Session& session, const Bytes& key) {
  const Rows rows = session.Execute(
      "SELECT ordinal, placeholder, conversation, line, key_id FROM item "
      "WHERE tenant = $1 AND item_key = $2" +
          std::string(tools.dialect.lock),
      {tools.tenant(), key});
  if (rows.empty()) return std::nullopt;
  const Row& row = rows.front();
  return Existing{row[0].number(), row[1].number() != 0, Bytes{row[2].bytes()},
                  Bytes{row[3].bytes()}, row[4].maybe_number()};
}

// A hold without a time of its own is looked at when its deadline is over.
std::optional<std::int64_t> DueOf(const NewItem& item) {
  return MaybeMillis(item.due ? item.due : item.deadline);
}

Value MaybeProviderLookup(const Tools& tools, const NewItem& item, const std::string& id) {
  return id.empty() ? Value() : Value(ProviderLookup(tools, item.channel, id));
}

// What a placeholder and the real item that follows have in common: `$1` … `$15`.
Params ContentParams(const Tools& tools, const NewItem& item, const Place& place,
                     const bridge::DataKey& key) {
  return {place.conversation,
          place.line,
          item.kind,
          item.source,
          item.direction,
          MaybeMillis(item.sent),
          std::string(ToString(item.progress)),
          item.reason,
          DueOf(item),
          MaybeMillis(item.deadline),
          int(item.placeholder),
          MaybeProviderLookup(tools, item, item.provider_id),
          MaybeProviderLookup(tools, item, item.refers_to),
          key.id(),
          SealCell(tools, key, "item", "content", item.key, item.content)};
}

// Nothing when another transaction inserted the same key in the meantime.
std::optional<std::int64_t> Insert(const Tools& tools, Session& session, const NewItem& item,
                                   const Place& place, const bridge::DataKey& key) {
  Params params = ContentParams(tools, item, place, key);
  params.insert(params.end(), {tools.tenant(), UuidBytes(item.key), item.channel,
                               ToUnixMillis(item.received), int(item.media.size())});
  const Rows rows = session.Execute(
      "INSERT INTO item (conversation, line, kind, source, direction, sent, progress, reason, due, "
      "deadline, placeholder, provider_id, refers_to, key_id, content, tenant, item_key, channel, "
      "received, media_count) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, "
      "$15, $16, $17, $18, $19, $20) ON CONFLICT DO NOTHING RETURNING ordinal",
      params);
  if (rows.empty()) return std::nullopt;
  return rows.front()[0].number();
}

void Replace(const Tools& tools, Session& session, const NewItem& item, const Existing& existing,
             const Place& place, const bridge::DataKey& key) {
  Params params = ContentParams(tools, item, place, key);
  params.insert(params.end(), {existing.ordinal, int(item.media.size())});
  session.Execute(
      "UPDATE item SET conversation = $1, line = $2, kind = $3, source = $4, direction = $5, "
      "sent = $6, progress = $7, reason = $8, due = $9, deadline = $10, placeholder = $11, "
      "provider_id = $12, refers_to = $13, key_id = $14, content = $15, media_count = $17, "
      "attempts = 0 WHERE ordinal = $16",
      params);
  session.Execute("DELETE FROM media WHERE ordinal = $1", {existing.ordinal});
  session.Execute("DELETE FROM outbox WHERE ordinal = $1", {existing.ordinal});
  if (existing.key_id) session.DestroyKey(*existing.key_id);
}

void AddMedia(const Tools& tools, Session& session, const NewItem& item, std::int64_t ordinal,
              const Bytes& conversation) {
  // Never later than now by our own clock: a pending medium can be fetched at once.
  const Instant due = std::min(item.received, tools.clock.Now());
  for (const bridge::NewMedia& media : item.media) {
    session.Execute(
        "INSERT INTO media (ordinal, number, tenant, conversation, progress, reason, due) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7)",
        {ordinal, media.number, tools.tenant(), conversation, std::string(ToString(media.progress)),
         media.reason, ToUnixMillis(due)});
  }
}

// A real item keeps the place of its placeholder, unless that one had no contact.
Place PlaceOfReplacement(const Tools& tools, Session& session, const NewItem& item,
                         const Existing& existing) {
  if (existing.conversation.value != UuidBytes(item.key).value) {
    return {existing.conversation, LineOf(session, existing.conversation)};
  }
  return FindPlace(tools, session, item);
}

// Lines whose next due time is to be found anew: at the end, in one order for every transaction, so
// that two of them do not wait for each other.
using Lines = std::set<std::string>;

// True when the item is new or took the place of its placeholder.
bool Put(const Tools& tools, Session& session, const NewItem& item, Lines& changed) {
  const Bytes key = UuidBytes(item.key);
  std::optional<Existing> existing = FindExisting(tools, session, key);
  if (!existing) {
    const Place place = FindPlace(tools, session, item);
    const bridge::DataKey data_key = session.NewKey();
    if (auto ordinal = Insert(tools, session, item, place, data_key)) {
      AddMedia(tools, session, item, *ordinal, place.conversation);
      if (DueOf(item)) changed.insert(place.line.value);
      return true;
    }
    session.DestroyKey(data_key.id());
    existing = FindExisting(tools, session, key);
  }
  if (!existing || !existing->placeholder || item.placeholder) return false;
  const Place place = PlaceOfReplacement(tools, session, item, *existing);
  Replace(tools, session, item, *existing, place, session.NewKey());
  AddMedia(tools, session, item, existing->ordinal, place.conversation);
  changed.insert({existing->line.value, place.line.value});
  return true;
}

}  // namespace

Bytes ProviderLookup(const Tools& tools, const std::string& channel, const std::string& id) {
  return Lookup(tools, "provider-id", channel + "\n" + id);
}

SplitOutcome SplitDeliveries(const Tools& tools, Session& session,
                             std::span<const bridge::SplitDelivery> deliveries) {
  SplitOutcome outcome;
  std::vector<bridge::AuditEntry> audit;
  Lines changed;
  for (const bridge::SplitDelivery& one : deliveries) {
    const Rows gone =
        session.Execute("DELETE FROM delivery WHERE tenant = $1 AND seq = $2 RETURNING key_id",
                        {tools.tenant(), one.delivery});
    for (const Row& row : gone) session.DestroyKey(row[0].number());
    outcome.deliveries_gone += std::int64_t(gone.rows.size());
    for (const NewItem& item : one.items) {
      if (!Put(tools, session, item, changed)) continue;
      outcome.keys.push_back(item.key);
      audit.insert(audit.end(), item.audit.begin(), item.audit.end());
    }
  }
  for (const std::string& line : changed) RefreshDue(tools, session, Bytes{line});
  AppendAudit(tools, session, audit);
  return outcome;
}

}  // namespace chartbridge::sql
