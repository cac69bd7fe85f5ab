#include "connectors/sql/media_work.h"

#include <algorithm>
#include <set>

#include "connectors/sql/conversations.h"
#include "connectors/sql/item_rows.h"

namespace chartbridge::sql {
namespace {

using bridge::ItemRow;
using bridge::MediaChange;
using bridge::MediaProgress;

using Claimed = std::set<std::pair<std::int64_t, std::int64_t>>;  // ordinal, number

Rows Fetchable(const StoreContext& context, Session& session, Instant now, int limit,
               std::string_view lock) {
  return session.Execute(
      "SELECT ordinal, number FROM media WHERE tenant = $1 AND progress = 'pending' AND "
      "due <= $2 AND lease_until <= $2 ORDER BY due, ordinal, number LIMIT $3" +
          std::string(lock),
      {context.tenant(), ToUnixMillis(now), limit});
}

Claimed Lease(const StoreContext& context, Session& session, const std::string& worker, Instant now,
              Instant lease_until, int limit) {
  Claimed claimed;
  for (const Row& row : Fetchable(context, session, now, limit, context.dialect.lock_free)) {
    session.Execute(
        "UPDATE media SET lease_owner = $3, lease_until = $4 WHERE ordinal = $1 AND number = $2",
        {row[0], row[1], worker, ToUnixMillis(lease_until)});
    claimed.emplace(row[0].number(), row[1].number());
  }
  return claimed;
}

std::vector<ItemRow> ReadClaimed(const StoreContext& context, Session& session,
                                 const Claimed& claimed) {
  std::vector<std::int64_t> ordinals;
  for (const auto& [ordinal, number] : claimed) {
    if (ordinals.empty() || ordinals.back() != ordinal) ordinals.push_back(ordinal);
  }
  std::vector<ItemRow> items =
      SelectItems(context, session,
                  "WHERE ordinal" + std::string(context.dialect.in_list_1) + " ORDER BY ordinal",
                  {ListOf(context.dialect, ordinals)}, Content::kDecrypt);
  for (ItemRow& item : items) {
    std::erase_if(item.media, [&](const bridge::MediaRow& media) {
      return !claimed.contains({item.ordinal, media.number});
    });
  }
  return items;
}

struct Medium {
  std::int64_t ordinal = 0;
  Bytes line;
  bridge::Progress progress = bridge::Progress::kParsed;
};

Medium LockMedium(const StoreContext& context, Session& session, const FetchOutcome& outcome) {
  const Rows rows = session.Execute(
      "SELECT i.ordinal, c.line, i.progress, m.lease_owner, m.lease_until FROM item i "
      "JOIN conversation c ON c.id = i.conversation JOIN media m ON m.ordinal = i.ordinal WHERE "
      "i.tenant = $1 AND i.item_key = $2 AND "
      "m.number = $3" +
          std::string(context.dialect.lock),
      {context.tenant(), UuidBytes(outcome.key), outcome.change.number});
  if (rows.empty()) FailWith(FailureKind::kNotFound, "There is no such medium.");
  const Row& row = rows.front();
  const bool leased = row[4].number() > ToUnixMillis(context.clock.Now());
  if (outcome.worker.empty() ? leased : row[3].text() != outcome.worker) {
    FailWith(FailureKind::kBusy, "Another worker holds that medium.");
  }
  return Medium{row[0].number(), Bytes{row[1].bytes()},
                bridge::ReadProgress(row[2].text()).value_or(bridge::Progress::kFailed)};
}

void StoreMedium(Session& session, std::int64_t ordinal, const MediaChange& change) {
  const bridge::MediaRow& stored = *change.stored;
  session.Execute(
      "UPDATE media SET object = $3, key_id = $4, content_type = $5, size = $6, sha1 = $7, "
      "sha256 = $8 WHERE ordinal = $1 AND number = $2",
      {ordinal, change.number, stored.object, stored.key_id, stored.content_type,
       std::int64_t(stored.size), stored.sha1_base64, stored.sha256_hex});
}

void DestroyMedium(Session& session, std::int64_t ordinal, int number) {
  const Rows rows =
      session.Execute("SELECT key_id FROM media WHERE ordinal = $1 AND number = $2 AND key_id <> 0",
                      {ordinal, number});
  if (rows.empty()) return;
  session.DestroyKey(rows.front()[0].number());
  session.Execute("UPDATE media SET key_id = 0 WHERE ordinal = $1 AND number = $2",
                  {ordinal, number});
}

// The item's runner must look at a medium that has come. An item on its way is looked at anyway,
// but whoever holds it now has not seen this medium: `media_news` makes the next settled step come
// back.
void TellItem(const StoreContext& context, Session& session, const Medium& medium) {
  session.Execute("UPDATE item SET media_news = 1 WHERE ordinal = $1", {medium.ordinal});
  if (medium.progress != bridge::Progress::kFiled && medium.progress != bridge::Progress::kHeld) {
    return;
  }
  session.Execute(
      "UPDATE item SET due = $2, line = $3 WHERE ordinal = $1 AND (due IS NULL OR due > $2)",
      {medium.ordinal, ToUnixMillis(context.clock.Now()), medium.line});
  RefreshDue(context, session, medium.line);
}

}  // namespace

Result<std::vector<ItemRow>, Failure> ClaimMediaWork(Engine& engine, const StoreContext& context,
                                                     const std::string& worker, Instant now,
                                                     Instant lease_until, int limit) {
  std::vector<ItemRow> items;
  bool any = false;
  auto looked = engine.Read(
      [&](Session& session) { any = !Fetchable(context, session, now, 1, {}).empty(); });
  if (!looked) return Unexpected<Failure>(looked.error());
  if (!any) return items;

  Claimed claimed;
  auto written = engine.Write([&](Session& session) {
    claimed = Lease(context, session, worker, now, lease_until, limit);
  });
  if (!written) return Unexpected<Failure>(written.error());
  auto read =
      engine.Read([&](Session& session) { items = ReadClaimed(context, session, claimed); });
  if (!read) return Unexpected<Failure>(read.error());
  return items;
}

void ChangeMedia(Session& session, std::int64_t ordinal, const MediaChange& change) {
  const std::int64_t changed =
      session
          .Execute(
              "UPDATE media SET progress = $3, reason = $4, due = 0, lease_owner = NULL, "
              "lease_until = 0 WHERE ordinal = $1 AND number = $2",
              {ordinal, change.number, std::string(ToString(change.progress)), change.reason})
          .affected;
  if (changed == 0) FailWith(FailureKind::kNotFound, "There is no such medium.");
  if (change.stored) StoreMedium(session, ordinal, change);
  if (change.progress == MediaProgress::kFiled) {
    session.Execute("UPDATE media SET resources = $3 WHERE ordinal = $1 AND number = $2",
                    {ordinal, change.number, JoinLines(change.resources)});
  }
  if (change.destroy) DestroyMedium(session, ordinal, change.number);
}

void RecordFetch(const StoreContext& context, Session& session, const FetchOutcome& outcome) {
  const Medium medium = LockMedium(context, session, outcome);
  ChangeMedia(session, medium.ordinal, outcome.change);
  session.Execute("UPDATE media SET attempts = $3, due = $4 WHERE ordinal = $1 AND number = $2",
                  {medium.ordinal, outcome.change.number, outcome.attempts,
                   ToUnixMillis(outcome.due.value_or(context.clock.Now()))});
  if (outcome.change.progress == MediaProgress::kStored) TellItem(context, session, medium);
}

}  // namespace chartbridge::sql
