#include "connectors/sql/item_rows.h"

#include <map>

namespace chartbridge::sql {
namespace {

using bridge::ItemRow;
using bridge::MediaRow;
using bridge::Progress;

constexpr std::string_view kColumns =
    "ordinal, item_key, conversation, channel, kind, source, direction, received, sent, progress, "
    "reason, patient, filing, attempts, due, deadline, resources, media_count, key_id";

enum Column {
  kOrdinal,
  kKey,
  kConversation,
  kChannel,
  kKind,
  kSource,
  kDirection,
  kReceived,
  kSent,
  kProgress,
  kReason,
  kPatient,
  kFiling,
  kAttempts,
  kDue,
  kDeadline,
  kResources,
  kMediaCount,
  kKeyId,
  kSealed,
};

ItemRow ReadItem(const Row& row) {
  ItemRow item;
  item.ordinal = row[kOrdinal].number();
  item.key = UuidText(row[kKey].bytes());
  // An item of no contact queues alone, in a conversation that is named like itself.
  const bool contact = row[kConversation].bytes() != row[kKey].bytes();
  if (contact) item.conversation = UuidText(row[kConversation].bytes());
  item.channel = row[kChannel].text();
  item.kind = row[kKind].text();
  item.source = row[kSource].text();
  item.direction = row[kDirection].text();
  item.received = FromUnixMillis(row[kReceived].number());
  item.sent = MaybeInstant(row[kSent]);
  item.progress = bridge::ReadProgress(row[kProgress].text()).value_or(Progress::kFailed);
  item.reason = row[kReason].text();
  item.patient = row[kPatient].text();
  item.filing = int(row[kFiling].number());
  item.attempts = int(row[kAttempts].number());
  item.due = MaybeInstant(row[kDue]);
  item.deadline = MaybeInstant(row[kDeadline]);
  item.resources = SplitLines(row[kResources].text());
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

void AddMedia(const StoreContext& context, Session& session,
              const std::vector<std::int64_t>& owners, std::vector<ItemRow>& items) {
  if (owners.empty()) return;
  std::map<std::int64_t, ItemRow*> by_ordinal;
  for (ItemRow& item : items) by_ordinal[item.ordinal] = &item;
  const Rows rows = session.Execute(
      "SELECT ordinal, " + std::string(kMediaColumns) + " FROM media WHERE ordinal" +
          std::string(context.dialect.in_list_1) + " ORDER BY ordinal, number",
      {ListOf(context.dialect, owners)});
  for (const Row& row : rows) by_ordinal[row[0].number()]->media.push_back(ReadMedia(row, 1));
}

}  // namespace

MediaRow ReadMedia(const Row& row, std::size_t first) {
  MediaRow media;
  media.number = int(row[first].number());
  media.progress =
      bridge::ReadMediaProgress(row[first + 1].text()).value_or(bridge::MediaProgress::kFailed);
  media.reason = row[first + 2].text();
  media.attempts = int(row[first + 3].number());
  media.object = row[first + 4].text();
  media.key_id = row[first + 5].number();
  media.content_type = row[first + 6].text();
  media.size = std::uint64_t(row[first + 7].number());
  media.sha1_base64 = row[first + 8].text();
  media.sha256_hex = row[first + 9].text();
  media.resources = SplitLines(row[first + 10].text());
  return media;
}

std::vector<ItemRow> SelectItems(const StoreContext& context, Session& session,
                                 std::string_view where, const Params& params, Content content) {
  std::string statement = "SELECT " + std::string(kColumns);
  statement.append(content == Content::kDecrypt ? ", content" : ", NULL").append(" FROM item ");
  const Rows rows = session.Execute(statement.append(where), params);
  std::vector<ItemRow> items;
  items.reserve(rows.rows.size());
  std::vector<std::int64_t> owners;
  for (const Row& row : rows) {
    ItemRow& item = items.emplace_back(ReadItem(row));
    if (row[kMediaCount].number() > 0) owners.push_back(item.ordinal);
    if (content == Content::kDecrypt) Decrypt(context, session, row, item);
  }
  AddMedia(context, session, owners, items);
  return items;
}

}  // namespace chartbridge::sql
