// How many items and media stand where. The transactions that move them keep the numbers; nobody
// walks a table to count.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "bridge/ports/item_queries.h"
#include "connectors/sql/store_context.h"

namespace chartbridge::sql {

// What an item is counted under; its media stand under the same day, channel and kind.
struct CountOf {
  std::int64_t day = 0;  // of arrival, since 1970-01-01, UTC
  std::string channel;
  std::string kind;
  bridge::Progress progress = bridge::Progress::kParsed;
  bridge::Reason reason = bridge::Reason::kNone;
};
std::int64_t DayOf(Instant at);
// From the columns received, channel, kind, progress, reason, which begin at `first`.
CountOf ReadCountOf(const Row& row, std::size_t first);

// What one transaction moves from state to state. Written at its end, in one order: two writers of
// one slot that meet at a count wait, and never for each other.
class StateMoves {
 public:
  void AddItem(const CountOf& of, int number);
  // The item came to the state of `of`: a count that is only ever added to.
  void Arrive(const CountOf& of);
  void AddMedium(const CountOf& of, const bridge::MediaRow& medium, int number);
  // Takes all media of the item off, as its rows say.
  void RemoveMedia(Session& session, const CountOf& of, std::int64_t ordinal);
  void Write(const StoreContext& context, Session& session);

 private:
  using Key = std::tuple<std::string, std::int64_t, std::string, std::string, std::string,
                         std::string>;  // what, day, channel, kind, progress, reason
  std::map<Key, std::int64_t> moved_;
};

std::map<std::string, std::int64_t> CountItems(const StoreContext& context, Session& session);
std::map<std::string, std::int64_t> CountArrivals(const StoreContext& context, Session& session);
std::vector<bridge::DayCount> CountDays(const StoreContext& context, Session& session,
                                        std::int64_t first_day);
std::vector<bridge::ReasonCount> CountReasons(const StoreContext& context, Session& session,
                                              Instant ending_before);
std::optional<Instant> OldestUnderWay(const StoreContext& context, Session& session);
std::vector<bridge::ItemQueries::MediaCount> CountMedia(const StoreContext& context,
                                                        Session& session);

}  // namespace chartbridge::sql
