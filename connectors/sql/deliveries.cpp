#include "connectors/sql/deliveries.h"

#include <algorithm>

#include "connectors/sql/packed.h"

namespace chartbridge::sql {
namespace {

using bridge::RawDelivery;
using bridge::StoredDelivery;

std::optional<StoredDelivery> OpenDelivery(const StoreContext& context, Session& session,
                                           const Row& row) {
  const auto key = session.OpenKey(row[2].number());
  if (!key) return std::nullopt;
  auto packed =
      OpenCell(context, *key, "delivery", "body", std::to_string(key->id()), row[5].bytes());
  if (!packed) return std::nullopt;
  auto raw = UnpackDelivery(*packed);
  if (!raw) return std::nullopt;
  raw->received = FromUnixMillis(row[1].number());
  return StoredDelivery{row[0].number(), row[3].number(), int(row[4].number()), *std::move(raw)};
}

// Asked on a read connection first: an idle worker must not make the disk sync.
bool AnyWaiting(const StoreContext& context, Session& session, Instant now) {
  return !session
              .Execute(
                  "SELECT seq FROM delivery WHERE tenant = $1 AND lease_until <= $2 AND "
                  "parked = 0 LIMIT 1",
                  {context.tenant(), ToUnixMillis(now)})
              .empty();
}

Rows LeaseOldest(const StoreContext& context, Session& session, const std::string& worker,
                 Instant now, Instant lease_until, int limit) {
  Rows rows = session.Execute(
      "UPDATE delivery SET lease_owner = $3, lease_until = $4 WHERE seq IN ("
      "SELECT seq FROM delivery WHERE tenant = $1 AND lease_until <= $2 AND parked = 0 "
      "ORDER BY seq LIMIT $5" +
          std::string(context.dialect.lock_free) +
          ") RETURNING seq, received, key_id, split, failures, body",
      {context.tenant(), ToUnixMillis(now), worker, ToUnixMillis(lease_until), limit});
  std::sort(rows.rows.begin(), rows.rows.end(),
            [](const Row& a, const Row& b) { return a[0].number() < b[0].number(); });
  return rows;
}

}  // namespace

std::string PackDelivery(const RawDelivery& raw) {
  return Pack({raw.provider, JoinLines(raw.verified_by), raw.body});
}

Result<RawDelivery, Failure> UnpackDelivery(std::string_view packed) {
  std::optional<std::vector<std::string>> parts = Unpack(packed, 3);
  if (!parts) return Fail(FailureKind::kCorrupt, "A stored delivery is not whole.");
  return RawDelivery{std::move((*parts)[0]), SplitLines((*parts)[1]), std::move((*parts)[2]), {}};
}

Bytes SealDelivery(const StoreContext& context, const bridge::DataKey& key,
                   const std::string& packed) {
  return SealCell(context, key, "delivery", "body", std::to_string(key.id()), packed);
}

Result<std::vector<StoredDelivery>, Failure> ClaimDeliveries(Engine& engine,
                                                             const StoreContext& context,
                                                             const std::string& worker, Instant now,
                                                             Instant lease_until, int limit) {
  bool any = false;
  auto looked = engine.Read([&](Session& session) { any = AnyWaiting(context, session, now); });
  if (!looked) return Unexpected<Failure>(looked.error());
  std::vector<StoredDelivery> claimed;
  if (!any) return claimed;

  Rows leased;
  auto written = engine.Write([&](Session& session) {
    leased = LeaseOldest(context, session, worker, now, lease_until, limit);
  });
  if (!written) return Unexpected<Failure>(written.error());
  // Decrypted on the caller's thread, off the writer's.
  std::size_t unreadable = 0;
  auto opened = engine.Read([&](Session& session) {
    for (const Row& row : leased) {
      std::optional<StoredDelivery> delivery = OpenDelivery(context, session, row);
      if (delivery) {
        claimed.push_back(*std::move(delivery));
      } else {
        ++unreadable;
      }
    }
  });
  if (!opened) return Unexpected<Failure>(opened.error());
  if (claimed.empty() && unreadable > 0) {
    return Fail(FailureKind::kCorrupt,
                std::to_string(unreadable) + " stored deliveries cannot be decrypted.");
  }
  return claimed;
}

Result<bool, Failure> CountFailure(Engine& engine, const StoreContext& context, bridge::Seq seq) {
  bool parked = false;
  auto written = engine.Write([&](Session& session) {
    const Rows rows = session.Execute(
        "UPDATE delivery SET failures = failures + 1, "
        "parked = CASE WHEN failures + 1 >= $3 THEN 1 ELSE parked END "
        "WHERE seq = $1 AND tenant = $2 RETURNING parked",
        {seq, context.tenant(), bridge::kParkAfter});
    parked = !rows.empty() && rows.front()[0].number() != 0;
  });
  if (!written) return Unexpected<Failure>(written.error());
  return parked;
}

Result<std::int64_t, Failure> CountParked(Engine& engine, const StoreContext& context) {
  std::int64_t parked = 0;
  auto read = engine.Read([&](Session& session) {
    parked = session
                 .Execute("SELECT COUNT(*) FROM delivery WHERE tenant = $1 AND parked <> 0",
                          {context.tenant()})
                 .front()[0]
                 .number();
  });
  if (!read) return Unexpected<Failure>(read.error());
  return parked;
}

Result<std::int64_t, Failure> UnparkAll(Engine& engine, const StoreContext& context) {
  std::int64_t unparked = 0;
  auto written = engine.Write([&](Session& session) {
    unparked = session
                   .Execute(
                       "UPDATE delivery SET parked = 0, failures = 0, lease_owner = NULL, "
                       "lease_until = 0 WHERE tenant = $1 AND parked <> 0",
                       {context.tenant()})
                   .affected;
  });
  if (!written) return Unexpected<Failure>(written.error());
  return unparked;
}

Backlog::Backlog(Engine& engine, const StoreContext& context)
    : engine_(engine), context_(context), counted_(context.clock.Steady()) {
  Count();
}

std::int64_t Backlog::Depth() const {
  if (counting_.TryLock()) {
    const auto now = context_.clock.Steady();
    const bool is_old = now - counted_ >= std::chrono::seconds(1);
    if (is_old) counted_ = now;
    counting_.Unlock();
    if (is_old) Count();
  }
  return std::max<std::int64_t>(0, waiting_.load(std::memory_order_relaxed));
}

void Backlog::Count() const {
  std::int64_t waiting = 0;
  auto counted = engine_.Read([&](Session& session) {
    // As two counts, each by an index: the table itself is a hundred times larger.
    waiting = session
                  .Execute(
                      "SELECT (SELECT COUNT(*) FROM delivery WHERE tenant = $1) - "
                      "(SELECT COUNT(*) FROM delivery WHERE tenant = $1 AND parked <> 0)",
                      {context_.tenant()})
                  .front()[0]
                  .number();
  });
  if (counted) waiting_.store(waiting, std::memory_order_relaxed);
}

}  // namespace chartbridge::sql
