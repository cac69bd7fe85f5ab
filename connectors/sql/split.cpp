#include "connectors/sql/split.h"

#include <algorithm>
#include <map>
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

using Known = std::map<std::string, Existing>;  // by the bytes of the key

// Those of the keys that are there, locked.
void FindExisting(const StoreContext& context, Session& session, std::span<const Bytes> keys,
                  Known& known) {
  for (std::size_t from = 0; from < keys.size(); from += kMostListed) {
    Params params{context.tenant()};
    const std::string list =
        ListBytes(params, keys.subspan(from, std::min(kMostListed, keys.size() - from)));
    const Rows rows = session.Execute(
        "SELECT item_key, ordinal, placeholder, conversation, line, key_id FROM item "
        "WHERE tenant = $1 AND item_key IN " +
            list + " ORDER BY ordinal" + std::string(context.dialect.lock),
        params);
    for (const Row& row : rows) {
      known[row[0].bytes()] = {row[1].number(), row[2].number() != 0, Bytes{row[3].bytes()},
                               Bytes{row[4].bytes()}, row[5].maybe_number()};
    }
  }
}

Known FindExisting(const StoreContext& context, Session& session,
                   std::span<const bridge::SplitDelivery> deliveries) {
  std::vector<Bytes> keys;
  for (const bridge::SplitDelivery& one : deliveries) {
    for (const NewItem& item : one.items) keys.push_back(UuidBytes(item.key));
  }
  Known known;
  FindExisting(context, session, keys, known);
  return known;
}

// A hold without a time of its own is looked at when its deadline is over.
std::optional<std::int64_t> DueOf(const NewItem& item) {
  return MaybeMillis(item.due ? item.due : item.deadline);
}

Value MaybeProviderLookup(const StoreContext& context, const NewItem& item, const std::string& id) {
  return id.empty() ? Value() : Value(ProviderLookup(context, item.channel, id));
}

// What a placeholder and the real item that follows have in common: `$1` … `$15`.
Params ContentParams(const StoreContext& context, const NewItem& item, const Place& place,
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
          MaybeProviderLookup(context, item, item.provider_id),
          MaybeProviderLookup(context, item, item.refers_to),
          key.id(),
          SealCell(context, key, "item", "content", item.key, item.content)};
}

// Nothing when another transaction inserted the same key in the meantime.
std::optional<std::int64_t> Insert(const StoreContext& context, Session& session,
                                   const NewItem& item, const Place& place,
                                   const bridge::DataKey& key) {
  Params params = ContentParams(context, item, place, key);
  params.insert(params.end(), {context.tenant(), UuidBytes(item.key), item.channel,
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

void Replace(const StoreContext& context, Session& session, const NewItem& item,
             const Existing& existing, const Place& place, const bridge::DataKey& key) {
  Params params = ContentParams(context, item, place, key);
  params.insert(params.end(), {existing.ordinal, int(item.media.size())});
  session.ExecuteDeferred(
      "UPDATE item SET conversation = $1, line = $2, kind = $3, source = $4, direction = $5, "
      "sent = $6, progress = $7, reason = $8, due = $9, deadline = $10, placeholder = $11, "
      "provider_id = $12, refers_to = $13, key_id = $14, content = $15, media_count = $17, "
      "attempts = 0 WHERE ordinal = $16",
      params);
  session.ExecuteDeferred("DELETE FROM media WHERE ordinal = $1", {existing.ordinal});
  session.ExecuteDeferred("DELETE FROM outbox WHERE ordinal = $1", {existing.ordinal});
  if (existing.key_id) session.DestroyKey(*existing.key_id);
}

void AddMedia(const StoreContext& context, Session& session, const NewItem& item,
              std::int64_t ordinal, const Bytes& conversation) {
  // Never later than now by our own clock: a pending medium can be fetched at once.
  const Instant due = std::min(item.received, context.clock.Now());
  for (const bridge::NewMedia& media : item.media) {
    session.ExecuteDeferred(
        "INSERT INTO media (ordinal, number, tenant, conversation, progress, reason, due) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7)",
        {ordinal, media.number, context.tenant(), conversation,
         std::string(ToString(media.progress)), media.reason, ToUnixMillis(due)});
  }
}

// A real item keeps the place of its placeholder, unless that one had no contact.
Place PlaceOfReplacement(const StoreContext& context, Session& session, const NewItem& item,
                         const Existing& existing) {
  if (existing.conversation.value != UuidBytes(item.key).value) {
    return {existing.conversation, LineOf(session, existing.conversation)};
  }
  return FindPlace(context, session, item);
}

// Lines whose next due time is to be found anew, at the end.
using Lines = std::set<std::string>;

// False when another transaction put the same key there in the meantime; it is known then.
bool PutNew(const StoreContext& context, Session& session, const NewItem& item, const Bytes& key,
            Known& known, Lines& changed) {
  const Place place = FindPlace(context, session, item);
  const bridge::DataKey data_key = session.NewKey();
  const auto ordinal = Insert(context, session, item, place, data_key);
  if (!ordinal) {
    session.DestroyKey(data_key.id());
    FindExisting(context, session, {&key, 1}, known);
    return false;
  }
  AddMedia(context, session, item, *ordinal, place.conversation);
  if (DueOf(item)) changed.insert(place.line.value);
  known[key.value] = {*ordinal, item.placeholder, place.conversation, place.line, data_key.id()};
  return true;
}

// True when the item is new or took the place of its placeholder.
bool Put(const StoreContext& context, Session& session, const NewItem& item, Known& known,
         Lines& changed) {
  const Bytes key = UuidBytes(item.key);
  if (!known.contains(key.value) && PutNew(context, session, item, key, known, changed))
    return true;
  const auto existing = known.find(key.value);
  if (existing == known.end() || !existing->second.placeholder || item.placeholder) return false;
  const Place place = PlaceOfReplacement(context, session, item, existing->second);
  const bridge::DataKey data_key = session.NewKey();
  Replace(context, session, item, existing->second, place, data_key);
  AddMedia(context, session, item, existing->second.ordinal, place.conversation);
  changed.insert({existing->second.line.value, place.line.value});
  existing->second = {existing->second.ordinal, false, place.conversation, place.line,
                      data_key.id()};
  return true;
}

std::int64_t TakeAway(const StoreContext& context, Session& session,
                      std::span<const bridge::SplitDelivery> deliveries) {
  std::vector<std::int64_t> seqs;
  for (const bridge::SplitDelivery& one : deliveries) seqs.push_back(one.delivery);
  const Rows gone =
      session.Execute("DELETE FROM delivery WHERE seq" + std::string(context.dialect.in_list_1) +
                          " AND tenant = $2 RETURNING key_id",
                      {ListOf(context.dialect, seqs), context.tenant()});
  for (const Row& row : gone) session.DestroyKey(row[0].number());
  return std::int64_t(gone.rows.size());
}

}  // namespace

Bytes ProviderLookup(const StoreContext& context, const std::string& channel,
                     const std::string& id) {
  return Lookup(context, "provider-id", channel + "\n" + id);
}

SplitOutcome SplitDeliveries(const StoreContext& context, Session& session,
                             std::span<const bridge::SplitDelivery> deliveries) {
  SplitOutcome outcome;
  std::vector<bridge::AuditEntry> audit;
  Lines changed;
  outcome.deliveries_gone = TakeAway(context, session, deliveries);
  Known known = FindExisting(context, session, deliveries);
  for (const bridge::SplitDelivery& one : deliveries) {
    for (const NewItem& item : one.items) {
      if (!Put(context, session, item, known, changed)) continue;
      outcome.keys.push_back(item.key);
      audit.insert(audit.end(), item.audit.begin(), item.audit.end());
    }
  }
  std::vector<Bytes> lines;
  for (const std::string& line : changed) lines.push_back(Bytes{line});
  RefreshDue(context, session, lines);
  AppendAudit(context, session, audit);
  return outcome;
}

}  // namespace chartbridge::sql
