#include "connectors/sql/sql_item_queries.h"

#include "connectors/sql/item_counts.h"
#include "connectors/sql/item_list.h"

namespace chartbridge::sql {

Result<void, Failure> SqlItemQueries::List(
    const bridge::ItemFilter& filter, const std::function<bool(const bridge::ItemRow&)>& visit) {
  return ListItems(engine_, context_, filter, visit);
}

Result<std::map<std::string, std::int64_t>, Failure> SqlItemQueries::CountsByProgress() {
  return Ask<std::map<std::string, std::int64_t>>(
      engine_, [&](Session& session) { return CountItems(context_, session); });
}

Result<std::map<std::string, std::int64_t>, Failure> SqlItemQueries::ArrivalsByProgress() {
  return Ask<std::map<std::string, std::int64_t>>(
      engine_, [&](Session& session) { return CountArrivals(context_, session); });
}

Result<std::vector<bridge::DayCount>, Failure> SqlItemQueries::CountsByDay(std::int64_t first_day) {
  return Ask<std::vector<bridge::DayCount>>(
      engine_, [&](Session& session) { return CountDays(context_, session, first_day); });
}

Result<std::vector<bridge::ReasonCount>, Failure> SqlItemQueries::CountsByReason(
    Instant ending_before) {
  return Ask<std::vector<bridge::ReasonCount>>(
      engine_, [&](Session& session) { return CountReasons(context_, session, ending_before); });
}

Result<std::optional<Instant>, Failure> SqlItemQueries::OldestUnderWay() {
  return Ask<std::optional<Instant>>(
      engine_, [&](Session& session) { return sql::OldestUnderWay(context_, session); });
}

Result<std::vector<bridge::ItemQueries::MediaCount>, Failure> SqlItemQueries::CountsOfMedia() {
  return Ask<std::vector<MediaCount>>(
      engine_, [&](Session& session) { return CountMedia(context_, session); });
}

}  // namespace chartbridge::sql
