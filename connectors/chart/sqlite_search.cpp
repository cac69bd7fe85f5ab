#include "connectors/chart/search_sql.h"
#include "connectors/chart/sqlite_reading.h"

namespace chartbridge::chart {

namespace {

struct Place {
  std::int64_t pid = 0;
  std::vector<std::int64_t> order;  // sort values, then pid
};

Result<std::vector<Place>, Failure> ReadPlaces(Connection& connection, const SearchSql& sql,
                                               std::size_t sort_keys) {
  auto rows = connection.Select(sql.page, sql.page_arguments);
  if (!rows) return Unexpected(rows.error());
  std::vector<Place> places;
  while (true) {
    auto more = rows->Next();
    if (!more) return Unexpected(more.error());
    if (!*more) return places;
    Place place{rows->Integer(0), {}};
    for (std::size_t i = 0; i < sort_keys; ++i) place.order.push_back(rows->Integer(int(i) + 1));
    place.order.push_back(place.pid);
    places.push_back(std::move(place));
  }
}

Result<Version, Failure> ReadPlace(Connection& connection, const ChartKeys& keys,
                                   std::int64_t pid) {
  std::string type;
  std::string id;
  {
    auto rows = connection.Select("SELECT type, id FROM resource WHERE pid = ?", {pid});
    if (!rows) return Unexpected(rows.error());
    auto found = rows->Next();
    if (!found) return Unexpected(found.error());
    type = rows->Text(0);
    id = rows->Text(1);
  }
  return ReadCurrent(connection, keys, type, id);
}

}  // namespace

Result<std::vector<std::string>, Failure> SearchIds(Connection& connection, const ChartKeys& keys,
                                                    const Query& query) {
  auto newest = connection.SelectInteger("SELECT MAX(pid) FROM resource", {}, 0);
  if (!newest) return Unexpected(newest.error());
  auto places = ReadPlaces(connection, ToSql(query, keys, *newest), query.order.size());
  if (!places) return Unexpected(places.error());
  std::vector<std::string> ids;
  for (const Place& place : *places) {
    auto rows = connection.Select("SELECT id FROM resource WHERE pid = ?", {place.pid});
    if (!rows) return Unexpected(rows.error());
    auto found = rows->Next();
    if (!found) return Unexpected(found.error());
    ids.push_back(rows->Text(0));
  }
  return ids;
}

Result<Page, Failure> SearchRows(Connection& connection, const ChartKeys& keys,
                                 const Query& query) {
  std::int64_t bound = query.start ? query.start->bound : 0;
  if (!query.start) {
    auto newest = connection.SelectInteger("SELECT MAX(pid) FROM resource", {}, 0);
    if (!newest) return Unexpected(newest.error());
    bound = *newest;
  }
  const SearchSql sql = ToSql(query, keys, bound);
  Page page;
  auto total = connection.SelectInteger(sql.count, sql.count_arguments, 0);
  if (!total) return Unexpected(total.error());
  page.total = *total;
  if (query.limit == 0) return page;
  auto places = ReadPlaces(connection, sql, query.order.size());
  if (!places) return Unexpected(places.error());
  const bool more = places->size() > std::size_t(query.limit);
  if (more) places->pop_back();
  for (const Place& place : *places) {
    auto version = ReadPlace(connection, keys, place.pid);
    if (!version) return Unexpected(version.error());
    page.versions.push_back(std::move(*version));
  }
  if (more) page.next = PageStart{places->back().order, bound};
  return page;
}

}  // namespace chartbridge::chart
