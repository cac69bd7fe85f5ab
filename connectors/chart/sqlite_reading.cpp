#include "connectors/chart/sqlite_reading.h"

namespace chartbridge::chart {

namespace {

constexpr std::string_view kColumns =
    "r.type, r.id, v.number, v.updated, v.created, v.body, v.blob, b.size, b.digest";
constexpr std::string_view kVersions =
    " FROM resource r CROSS JOIN version v ON v.pid = r.pid LEFT JOIN blob b ON b.id = v.blob ";

std::string Sql(std::string_view where) {
  return "SELECT " + std::string(kColumns) + std::string(kVersions) + std::string(where);
}

Result<Version, Failure> ToVersion(const Rows& rows, const ChartKeys& keys) {
  Version version;
  version.type = rows.Text(0);
  version.id = rows.Text(1);
  version.number = rows.Integer(2);
  version.updated = FromUnixMillis(rows.Integer(3));
  version.created = rows.Integer(4) != 0;
  if (!rows.IsNull(6))
    version.blob = Blob{rows.Integer(6), std::uint64_t(rows.Integer(7)), rows.Text(8)};
  auto body = keys.Open(BodyContext(version.type, version.id, version.number), rows.Text(5));
  if (!body) return Unexpected(body.error());
  version.body = std::move(*body);
  return version;
}

Result<Version, Failure> ReadOne(Connection& connection, const ChartKeys& keys,
                                 const std::string& sql, const Arguments& arguments) {
  auto rows = connection.Select(sql, arguments);
  if (!rows) return Unexpected(rows.error());
  auto found = rows->Next();
  if (!found) return Unexpected(found.error());
  if (!*found) return Fail(FailureKind::kNotFound, "There is no such resource.");
  return ToVersion(*rows, keys);
}

}  // namespace

std::string BodyContext(const std::string& type, const std::string& id, std::int64_t number) {
  return "body|" + type + "/" + id + "/" + std::to_string(number);
}

Result<Version, Failure> ReadCurrent(Connection& connection, const ChartKeys& keys,
                                     const std::string& type, const std::string& id) {
  static const std::string sql = Sql("WHERE r.type = ? AND r.id = ? AND v.number = r.version");
  return ReadOne(connection, keys, sql, {type, id});
}

Result<Version, Failure> ReadNumbered(Connection& connection, const ChartKeys& keys,
                                      const std::string& type, const std::string& id,
                                      std::int64_t number) {
  static const std::string sql = Sql("WHERE r.type = ? AND r.id = ? AND v.number = ?");
  return ReadOne(connection, keys, sql, {type, id, number});
}

Result<Page, Failure> ReadHistory(Connection& connection, const ChartKeys& keys,
                                  const std::string& type, const std::string& id,
                                  std::int64_t before, int limit) {
  auto newest = connection.SelectInteger("SELECT version FROM resource WHERE type = ? AND id = ?",
                                         {type, id}, 0);
  if (!newest) return Unexpected(newest.error());
  if (*newest == 0) return Fail(FailureKind::kNotFound, "There is no such resource.");
  static const std::string sql =
      Sql("WHERE r.type = ? AND r.id = ? AND v.number < ? ORDER BY v.number DESC LIMIT ?");
  const std::int64_t below = before == 0 ? *newest + 1 : before;
  auto rows = connection.Select(sql, {type, id, below, std::int64_t(limit)});
  if (!rows) return Unexpected(rows.error());
  Page page;
  page.total = *newest;
  while (true) {
    auto more = rows->Next();
    if (!more) return Unexpected(more.error());
    if (!*more) break;
    auto version = ToVersion(*rows, keys);
    if (!version) return Unexpected(version.error());
    page.versions.push_back(std::move(*version));
  }
  if (!page.versions.empty() && page.versions.back().number > 1) {
    page.next = PageStart{{page.versions.back().number}, 0};
  }
  return page;
}

}  // namespace chartbridge::chart
