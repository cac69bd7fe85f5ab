#include "connectors/sql/new_items.h"

#include <algorithm>

#include "base/id.h"
#include "bridge/audit/chain.h"
#include "connectors/sql/lines.h"
#include "connectors/sql/row_changes.h"
#include "connectors/sql/sql_audit.h"

namespace chartbridge::sql {
namespace {

using bridge::ItemRow;
using bridge::JobKind;
using bridge::NewItem;

// What a row shows of an item that has just come.
ItemRow RowOf(const NewItem& item) {
  ItemRow row;
  row.state = item.state;
  row.state_reason = item.reason;
  row.deadline = item.deadline;
  row.media = item.media;
  row.jobs = item.jobs;
  return row;
}

CountOf CountOfItem(const NewItem& item) {
  const ItemRow row = RowOf(item);
  return {DayOf(item.received), item.channel, item.kind, row.progress(), row.reason()};
}

bool HasContact(const NewItem& item) {
  return !item.phone.empty() || !item.business_scoped_id.empty();
}

// The other content under a key of its own: the same each time it comes, so that it is kept once.
// It waits for a person; its media are fetched, because the provider forgets them.
NewItem CopyOf(const NewItem& item) {
  NewItem copy = item;
  copy.key = UuidV5(item.key, "conflicting-copy " + item.fingerprint);
  copy.state = bridge::Progress::kHeld;
  copy.reason = bridge::Reason::kConflictingCopy;
  copy.placeholder = false;
  std::erase_if(copy.jobs, [](const bridge::Job& job) {
    return job.kind != JobKind::kFetch && job.kind != JobKind::kExpire;
  });
  for (bridge::AuditEntry& entry : copy.audit) {
    if (entry.what == item.key) entry.what = copy.key;
  }
  return copy;
}

}  // namespace

Bytes ProviderLookup(const StoreContext& context, const std::string& channel,
                     const std::string& id) {
  return Lookup(context, "provider-id", channel + "\n" + id);
}

Value NewItems::MaybeProviderLookup(const NewItem& item, const std::string& id) const {
  return id.empty() ? Value() : Value(ProviderLookup(context_, item.channel, id));
}

// An HMAC of it: the digest of a short text would give the text away.
Value NewItems::Fingerprint(const NewItem& item) const {
  return item.fingerprint.empty() ? Value()
                                  : Value(Lookup(context_, "fingerprint", item.fingerprint));
}

void NewItems::Expect(std::span<const bridge::ItemKey> keys) {
  std::vector<Bytes> all;
  all.reserve(keys.size());
  for (const bridge::ItemKey& key : keys) all.push_back(UuidBytes(key));
  FindExisting(all);
}

void NewItems::FindExisting(std::span<const Bytes> keys) {
  for (std::size_t from = 0; from < keys.size(); from += kMostListed) {
    Params params{context_.tenant()};
    const std::string list =
        ListBytes(params, keys.subspan(from, std::min(kMostListed, keys.size() - from)));
    const Rows rows = session_.Execute(
        "SELECT item_key, ordinal, placeholder, conversation, key_id, fingerprint, received, "
        "channel, kind, progress, reason, version FROM item "
        "WHERE tenant = $1 AND item_key IN " +
            list + " ORDER BY ordinal" + std::string(context_.dialect.lock),
        params);
    for (const Row& row : rows) {
      known_[row[0].bytes()] = {
          row[1].number(), row[2].number() != 0, Bytes{row[3].bytes()}, row[4].maybe_number(),
          row[5],          ReadCountOf(row, 6),  row[11].number()};
    }
  }
}

// Items of before there were fingerprints, and what has none, count as the same.
bool NewItems::IsSame(const NewItem& item, const Existing& existing) const {
  const Value mine = Fingerprint(item);
  if (mine.is_null() || existing.fingerprint.is_null()) {
    return !existing.placeholder;
  }
  return mine.bytes() == existing.fingerprint.bytes();
}

// What a placeholder and the real item that follows have in common, behind the columns of its
// state: `$13` … `$23`.
Params NewItems::ContentParams(const NewItem& item, const Place& place,
                               const bridge::DataKey& key) const {
  return {place.conversation,
          item.kind,
          item.source,
          item.direction,
          MaybeMillis(item.sent),
          int(item.placeholder),
          Fingerprint(item),
          MaybeProviderLookup(item, item.provider_id),
          MaybeProviderLookup(item, item.refers_to),
          key.id(),
          SealCell(context_, key, "item", "content", item.key, item.content)};
}

bool NewItems::Insert(const NewItem& item, bool conflicting_copy) {
  const Bytes key = UuidBytes(item.key);
  const Place place = FindPlace(context_, session_, item);
  const bridge::DataKey data_key = session_.NewKey();
  Params params = StateParams(0, RowOf(item));
  const Params content = ContentParams(item, place, data_key);
  params.erase(params.begin());
  params.insert(params.end(), content.begin(), content.end());
  params.insert(params.end(), {context_.tenant(), key, item.channel, ToUnixMillis(item.received),
                               int(conflicting_copy)});
  const Rows rows = session_.Execute(
      "INSERT INTO item (state, state_reason, deadline, patient, matched_by, progress, reason, "
      "filing, attempts, staff_queue, media_count, conversation, kind, source, direction, sent, "
      "placeholder, fingerprint, provider_id, refers_to, key_id, content, tenant, item_key, "
      "channel, received, conflicting_copy) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, "
      "$12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27) "
      "ON CONFLICT DO NOTHING RETURNING ordinal",
      params);
  if (rows.empty()) {
    session_.DestroyKey(data_key.id());
    FindExisting({&key, 1});
    return false;
  }
  const std::int64_t ordinal = rows.front()[0].number();
  const CountOf count = CountOfItem(item);
  AddRows(item, ordinal, place, count, 0);
  counts_.Arrive(count);
  if (count.progress != bridge::Progress::kParsed) {
    CountOf parsed = count;
    parsed.progress = bridge::Progress::kParsed;
    counts_.Arrive(parsed);
  }
  known_[key.value] = {
      ordinal, item.placeholder, place.conversation, data_key.id(), Fingerprint(item), count, 0};
  return true;
}

void NewItems::AddRows(const NewItem& item, std::int64_t ordinal, const Place& place,
                       const CountOf& count, std::int64_t version) {
  const RowOwner owner{ordinal, item.key, place.conversation, place.line};
  WriteMedia(context_, session_, owner, {}, item.media);
  if (WriteJobs(context_, session_, owner, {}, item.jobs)) changed_lines_.insert(place.line.value);
  if (HasContact(item)) newest_[place.line.value] = ordinal;
  for (bridge::AuditEntry& entry : bridge::audit::WithVersion(item.audit, item.key, version))
    audit_.push_back(std::move(entry));
  counts_.AddItem(count, 1);
  for (const bridge::MediaRow& medium : item.media) counts_.AddMedium(count, medium, 1);
}

// A real item keeps the place of its placeholder, unless that one had no contact.
void NewItems::Replace(const NewItem& item, Existing& existing) {
  const bool had_contact = existing.conversation.value != UuidBytes(item.key).value;
  const Place place = had_contact
                          ? Place{existing.conversation, LineOf(session_, existing.conversation)}
                          : FindPlace(context_, session_, item);
  const bridge::DataKey data_key = session_.NewKey();
  Params params = StateParams(existing.ordinal, RowOf(item));
  const Params content = ContentParams(item, place, data_key);
  params.insert(params.end(), content.begin(), content.end());
  std::string state;
  for (std::size_t i = 0; i < kStateColumns.size(); ++i)
    state.append(kStateColumns[i]).append(" = $" + std::to_string(i + 2) + ", ");
  session_.ExecuteDeferred(
      "UPDATE item SET " + state +
          "conversation = $13, kind = $14, source = $15, direction = $16, sent = $17, "
          "placeholder = $18, fingerprint = $19, "
          "provider_id = $20, refers_to = $21, key_id = $22, content = $23, "
          "version = version + 1 WHERE ordinal = $1",
      params);
  counts_.AddItem(existing.count, -1);
  counts_.RemoveMedia(session_, existing.count, existing.ordinal);
  for (const std::string_view table : {"medium", "payload", "job"}) {
    session_.ExecuteDeferred("DELETE FROM " + std::string(table) + " WHERE ordinal = $1",
                             {existing.ordinal});
  }
  if (existing.key_id) session_.DestroyKey(*existing.key_id);
  changed_lines_.insert(
      {place.line.value, had_contact ? place.line.value : existing.conversation.value});
  CountOf count = CountOfItem(item);
  count.day = existing.count.day;  // it keeps its arrival and its channel
  count.channel = existing.count.channel;
  AddRows(item, existing.ordinal, place, count, existing.version + 1);
  if (count.progress != existing.count.progress) counts_.Arrive(count);
  existing = {existing.ordinal,    item.placeholder,  place.conversation,
              data_key.id(),       Fingerprint(item), count,
              existing.version + 1};
}

void NewItems::PutCopy(const NewItem& item) {
  const NewItem copy = CopyOf(item);
  const Bytes key = UuidBytes(copy.key);
  if (!known_.contains(key.value)) FindExisting({&key, 1});
  if (!known_.contains(key.value)) Insert(copy, true);
}

void NewItems::Put(const NewItem& item) {
  const Bytes key = UuidBytes(item.key);
  if (!known_.contains(key.value) && Insert(item, false)) return;
  const auto existing = known_.find(key.value);
  if (existing == known_.end() || IsSame(item, existing->second)) return;
  if (item.placeholder) return;  // what is known already says more
  if (existing->second.placeholder) {
    Replace(item, existing->second);
  } else {
    PutCopy(item);
  }
}

// What waits in the lines of new items for a consent, and came before them, is due again.
void NewItems::WakeWaiting() {
  std::vector<Bytes> lines;
  for (const auto& [line, ordinal] : newest_) lines.push_back(Bytes{line});
  for (std::size_t from = 0; from < lines.size(); from += kMostListed) {
    Params params;
    const std::string list = ListBytes(
        params, std::span(lines).subspan(from, std::min(kMostListed, lines.size() - from)));
    const Rows waiting = session_.Execute(
        "SELECT DISTINCT line FROM job WHERE kind = 'decide' AND due IS NULL AND line IN " + list,
        params);
    for (const Row& row : waiting) {
      session_.ExecuteDeferred(
          "UPDATE job SET due = $3 WHERE line = $1 AND kind = 'decide' AND due IS NULL "
          "AND ordinal < $2",
          {row[0], newest_[row[0].bytes()], ToUnixMillis(context_.clock.Now())});
      changed_lines_.insert(row[0].bytes());
    }
  }
}

void NewItems::Finish() {
  WakeWaiting();
  std::vector<Bytes> lines;
  for (const std::string& line : changed_lines_) lines.push_back(Bytes{line});
  RefreshDue(context_, session_, lines);
  AppendAudit(context_, session_, audit_);
  counts_.Write(context_, session_);
}

}  // namespace chartbridge::sql
