#include "connectors/sql/item_rows.h"

#include <algorithm>
#include <map>
#include <utility>

#include "connectors/sql/filing_parts.h"
#include "connectors/sql/row_macs.h"

namespace chartbridge::sql {
namespace {

using bridge::Filing;
using bridge::ItemRow;
using bridge::Job;
using bridge::MatchedBy;
using bridge::MediaRow;
using bridge::Progress;
using bridge::Turn;

constexpr std::string_view kColumns =
    "ordinal, item_key, version, conversation, channel, kind, source, direction, received, sent, "
    "state, state_reason, deadline, patient, matched_by, conflicting_copy, media_count, key_id";

enum Column {
  kOrdinal,
  kKey,
  kVersion,
  kConversation,
  kChannel,
  kKind,
  kSource,
  kDirection,
  kReceived,
  kSent,
  kState,
  kStateReason,
  kDeadline,
  kPatient,
  kMatchedBy,
  kConflictingCopy,
  kMediaCount,
  kKeyId,
  kSealed,
};

MatchedBy ReadMatchedBy(std::string_view word) {
  for (const MatchedBy by : {MatchedBy::kRule, MatchedBy::kPerson}) {
    if (word == WordOf(by)) return by;
  }
  return MatchedBy::kNobody;
}

Turn ReadTurn(std::string_view word) {
  for (const Turn turn : {Turn::kInOrder, Turn::kAlong}) {
    if (word == WordOf(turn)) return turn;
  }
  return Turn::kAnyTime;
}

ItemRow ReadItem(const Row& row) {
  ItemRow item;
  item.ordinal = row[kOrdinal].number();
  item.key = UuidText(row[kKey].bytes());
  item.version = row[kVersion].number();
  // An item of no contact queues alone, in a conversation that is named like itself.
  const bool contact = row[kConversation].bytes() != row[kKey].bytes();
  if (contact) item.conversation = UuidText(row[kConversation].bytes());
  item.channel = row[kChannel].text();
  item.kind = row[kKind].text();
  item.source = row[kSource].text();
  item.direction = row[kDirection].text();
  item.received = FromUnixMillis(row[kReceived].number());
  item.sent = MaybeInstant(row[kSent]);
  item.state = bridge::ReadProgress(row[kState].text()).value_or(Progress::kFailed);
  item.state_reason = ReadReasonCell(row[kStateReason]);
  item.deadline = MaybeInstant(row[kDeadline]);
  item.patient = row[kPatient].text();
  item.matched_by = ReadMatchedBy(row[kMatchedBy].text());
  item.conflicting_copy = row[kConflictingCopy].number() != 0;
  item.destroyed = row[kKeyId].is_null();
  return item;
}

void Decrypt(const StoreContext& context, Session& session, const Row& row, ItemRow& item) {
  if (item.destroyed) return;
  const auto key = session.OpenKey(row[kKeyId].number());
  if (!key) {
    item.destroyed = key.error().kind == FailureKind::kNotFound;
    return;
  }
  Result<std::string, Failure> plain =
      OpenCell(context, *key, "item", "content", item.key, row[kSealed].bytes());
  if (plain) item.content = *std::move(plain);
}

using ByOrdinal = std::map<std::int64_t, ItemRow*>;

// "SELECT ordinal, <columns> FROM <table>" of these items, ordinal first.
Rows RowsOf(const StoreContext& context, Session& session, std::string_view columns,
            std::string_view table, std::string_view order,
            std::span<const std::int64_t> ordinals) {
  std::string statement = "SELECT ordinal, ";
  statement.append(columns).append(" FROM ").append(table).append(" WHERE ordinal");
  statement.append(context.dialect.in_list_1).append(" ORDER BY ").append(order);
  return session.Execute(statement, {ListOf(context.dialect, ordinals)});
}

void AddFilings(const StoreContext& context, Session& session,
                std::span<const std::int64_t> ordinals, ByOrdinal& items) {
  const Rows filings = RowsOf(context, session,
                              "number, patient, state, reason, attempts, first_tried, maybe_sent, "
                              "also_asked, basis, parts, mac",
                              "filing", "ordinal, number", ordinals);
  if (filings.empty()) return;
  for (const Row& row : filings) {
    ItemRow& item = *items[row[0].number()];
    Filing& filing = item.filings.emplace_back();
    filing.number = int(row[1].number());
    filing.patient = row[2].text();
    filing.state = bridge::ReadFilingState(row[3].text()).value_or(bridge::FilingState::kFailed);
    filing.reason = ReadReasonCell(row[4]);
    filing.attempts = int(row[5].number());
    filing.first_tried = MaybeInstant(row[6]);
    filing.maybe_sent = row[7].number() != 0;
    filing.also_asked = row[8].text();
    filing.basis = SplitLines(row[9].text());
    filing.parts = ReadParts(row[10].text());
    if (IsMac(row[11], MacOf(context, item.key, filing))) continue;
    filing.patient.clear();
    filing.state = bridge::FilingState::kFailed;
    filing.reason = bridge::Reason::kStoredItemUnreadable;
    item.content.clear();
  }
}

void AddMedia(const StoreContext& context, Session& session, std::span<const std::int64_t> ordinals,
              ByOrdinal& items) {
  const Rows rows = RowsOf(context, session,
                           "number, progress, reason, attempts, deadline, maybe_sent, released, "
                           "object, key_id, content_type, size, sha1, sha256",
                           "medium", "ordinal, number", ordinals);
  for (const Row& row : rows) {
    MediaRow& media = items[row[0].number()]->media.emplace_back();
    media.number = int(row[1].number());
    media.progress =
        bridge::ReadMediaProgress(row[2].text()).value_or(bridge::MediaProgress::kFailed);
    media.reason = ReadReasonCell(row[3]);
    media.attempts = int(row[4].number());
    media.deadline = MaybeInstant(row[5]);
    media.maybe_sent = row[6].number() != 0;
    media.released = row[7].number() != 0;
    media.object = row[8].text();
    media.key_id = row[9].number();
    media.content_type = row[10].text();
    media.size = std::uint64_t(row[11].number());
    media.sha1_base64 = row[12].text();
    media.sha256_hex = row[13].text();
  }
}

void AddJobs(const StoreContext& context, Session& session, std::span<const std::int64_t> ordinals,
             ByOrdinal& items) {
  const Rows rows = RowsOf(context, session, "kind, number, turn, due, attempts, urgent", "job",
                           "ordinal, number", ordinals);
  for (const Row& row : rows) {
    const auto kind = bridge::ReadJobKind(row[1].text());
    if (!kind) continue;  // of a later version
    items[row[0].number()]->jobs.push_back({*kind, int(row[2].number()), ReadTurn(row[3].text()),
                                            MaybeInstant(row[4]), int(row[5].number()),
                                            row[6].number() != 0});
  }
  for (auto& [ordinal, item] : items) {
    std::sort(item->jobs.begin(), item->jobs.end(), [](const Job& a, const Job& b) {
      return std::pair(a.kind, a.number) < std::pair(b.kind, b.number);
    });
  }
}

}  // namespace

std::string_view WordOf(Turn turn) {
  switch (turn) {
    case Turn::kAnyTime:
      return "any-time";
    case Turn::kInOrder:
      return "in-order";
    case Turn::kAlong:
      return "along";
  }
  return "";
}

std::string_view WordOf(MatchedBy by) {
  switch (by) {
    case MatchedBy::kNobody:
      return "";
    case MatchedBy::kRule:
      return "rule";
    case MatchedBy::kPerson:
      return "person";
  }
  return "";
}

bridge::Reason ReadReasonCell(const Value& cell) {
  return bridge::ReadReason(cell.text()).value_or(bridge::Reason::kOther);
}

std::vector<ItemRow> SelectItems(const StoreContext& context, Session& session,
                                 std::string_view where, const Params& params, Content content) {
  std::string statement = "SELECT " + std::string(kColumns);
  statement.append(content == Content::kDecrypt ? ", content" : ", NULL").append(" FROM item ");
  const Rows rows = session.Execute(statement.append(where), params);
  std::vector<ItemRow> items;
  if (rows.empty()) return items;
  items.reserve(rows.rows.size());  // so that pointers into it stay good
  ByOrdinal by_ordinal;
  std::vector<std::int64_t> ordinals;
  std::vector<std::int64_t> with_media;
  for (const Row& row : rows) {
    ItemRow& item = items.emplace_back(ReadItem(row));
    by_ordinal[item.ordinal] = &item;
    ordinals.push_back(item.ordinal);
    if (row[kMediaCount].number() > 0) with_media.push_back(item.ordinal);
    if (content == Content::kDecrypt) Decrypt(context, session, row, item);
  }
  AddFilings(context, session, ordinals, by_ordinal);
  if (!with_media.empty()) AddMedia(context, session, with_media, by_ordinal);
  AddJobs(context, session, ordinals, by_ordinal);
  return items;
}

std::vector<ItemRow> ReadItems(const StoreContext& context, Session& session,
                               std::span<const std::int64_t> ordinals) {
  return SelectItems(context, session,
                     "WHERE ordinal" + std::string(context.dialect.in_list_1) + " ORDER BY ordinal",
                     {ListOf(context.dialect, ordinals)}, Content::kDecrypt);
}

}  // namespace chartbridge::sql
