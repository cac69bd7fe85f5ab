#include <limits>

#include "connectors/chart/outcome.h"
#include "connectors/chart/resource_store.h"
#include "connectors/sqlite3/rows.h"

namespace chartbridge::chart {

using sqlite::Arguments;
using sqlite::Bytes;
using sqlite::Rows;

namespace {

// What is sealed under a key that is gone is not there.
const std::string kVersions =
    "SELECT r.type, r.id, c.number, c.pid, c.body, c.object, k.id, k.wrapped, k.owner FROM "
    "resource r "
    "CROSS JOIN content c ON c.pid = r.pid CROSS JOIN data_key k ON k.id = c.key ";

Version ToVersion(const Rows& rows, const StoreContext& context) {
  Version version{rows.Text(0), rows.Text(1), rows.Integer(2), {}, {}, {}};
  version.owner = rows.Text(8);
  if (!rows.IsNull(5)) version.blob.emplace().object = rows.Text(5);
  OpenVersion(context, Unwrap(context, rows.Integer(6), rows.Text(7)), rows.Integer(3),
              rows.Text(4), version);
  return version;
}

std::optional<Version> ReadOne(Rows&& rows, const StoreContext& context) {
  if (!rows.Next()) return std::nullopt;
  return ToVersion(rows, context);
}

struct Clause {
  std::string sql;
  Arguments arguments;

  void Add(std::string_view text, const Arguments& more = {}) {
    sql.append(text);
    arguments.insert(arguments.end(), more.begin(), more.end());
  }
};

std::string Marks(std::size_t count) {
  std::string marks;
  for (std::size_t i = 0; i < count; ++i) marks += i == 0 ? "?" : ",?";
  return marks;
}

Arguments Hashes(const Query& query, const KeyTerm& term, const StoreContext& context) {
  Arguments hashes;
  for (const std::string& value : term.values) {
    hashes.emplace_back(Bytes{HashOf(context, query.type, term.parameter, value)});
  }
  return hashes;
}

// Any of the conditions; `low` and `high` are the resource's, as SQL.
Clause AnyOf(const DateTerm& term, const std::string& low, const std::string& high) {
  Clause any{"(0", {}};
  const std::string inside = "(" + low + " >= ? AND " + high + " <= ?)";
  for (const DateCondition& one : term.any) {
    if (one.test == DateTest::kGreater || one.test == DateTest::kFrom)
      any.Add(" OR " + high + " > ?", {one.high});
    if (one.test == DateTest::kLess || one.test == DateTest::kUntil)
      any.Add(" OR " + low + " < ?", {one.low});
    if (one.test != DateTest::kGreater && one.test != DateTest::kLess)
      any.Add(" OR " + inside, {one.low, one.high});
  }
  any.Add(")");
  return any;
}

void AddDate(const DateTerm& term, Clause& where) {
  if (term.parameter == "_lastUpdated") {
    const Clause any = AnyOf(term, "r.updated", "(r.updated + 1)");
    return where.Add(" AND " + any.sql, any.arguments);
  }
  const Clause any = AnyOf(term, "s.low", "s.high");
  where.Add(" AND EXISTS (SELECT 1 FROM span s WHERE s.pid = r.pid AND s.parameter = ? AND ",
            {term.parameter});
  where.Add(any.sql + ")", any.arguments);
}

const KeyTerm* FindLeader(const Query& query) {
  if (!query.owners.empty()) return nullptr;  // they lead
  for (const Term& term : query.all) {
    if (const auto* key = std::get_if<KeyTerm>(&term)) return key;
  }
  return nullptr;
}

// The leading key is looked up first and everything else is a probe by row (CROSS JOIN keeps SQLite
// from turning that around: without statistics it would walk the whole type).
Clause Where(const Query& query, const StoreContext& context, std::int64_t bound) {
  Clause where;
  const KeyTerm* leader = FindLeader(query);
  if (leader != nullptr) {
    where.Add(" FROM (SELECT DISTINCT pid FROM key WHERE hash IN (" + Marks(leader->values.size()) +
                  ")) d CROSS JOIN resource r ON r.pid = d.pid WHERE r.pid <= ?",
              Hashes(query, *leader, context));
    where.Add("", {bound});
  } else if (query.owners.empty()) {
    where.Add(" FROM resource r WHERE r.type = ? AND r.pid <= ?", {query.type, bound});
  } else {
    where.Add(
        " FROM data_key o CROSS JOIN content c ON c.key = o.id CROSS JOIN resource r ON r.pid = "
        "c.pid AND r.version = c.number WHERE o.owner IN (" +
            Marks(query.owners.size()) + ")",
        Arguments(query.owners.begin(), query.owners.end()));
    where.Add(" AND r.type = ? AND r.pid <= ?", {query.type, bound});
  }
  for (const Term& term : query.all) {
    if (const auto* key = std::get_if<KeyTerm>(&term); key != nullptr && key != leader) {
      where.Add(" AND EXISTS (SELECT 1 FROM key k WHERE k.pid = r.pid AND k.hash IN (" +
                    Marks(key->values.size()) + "))",
                Hashes(query, *key, context));
    } else if (const auto* id = std::get_if<IdTerm>(&term)) {
      where.Add(" AND r.id IN (" + Marks(id->ids.size()) + ")",
                Arguments(id->ids.begin(), id->ids.end()));
    } else if (const auto* date = std::get_if<DateTerm>(&term)) {
      AddDate(*date, where);
    }
  }
  return where;
}

Clause SortColumn(const std::optional<SortKey>& key) {
  if (!key) return {"0", {}};
  if (key->parameter == "_lastUpdated") return {"r.updated", {}};
  // Without the element: last, whichever way (R4 3.1.1.5.2 leaves it open).
  constexpr auto kLast = std::numeric_limits<std::int64_t>::max();
  constexpr auto kFirst = std::numeric_limits<std::int64_t>::min();
  return {std::string("COALESCE((SELECT ") + (key->descending ? "MAX(s.high)" : "MIN(s.low)") +
              " FROM span s WHERE s.pid = r.pid AND s.parameter = ?), ?)",
          {key->parameter, key->descending ? kFirst : kLast}};
}

// Keys are compared as HMACs, so equality is all there is; the order comes from spans and times.
// Columns: pid, and the value that is sorted by.
Clause PageSql(const Query& query, const Clause& where) {
  const Clause column = SortColumn(query.order);
  const bool descending = query.order && query.order->descending;
  Clause page{"SELECT * FROM (SELECT r.pid AS pid, " + column.sql + " AS place", column.arguments};
  page.Add(where.sql + ")", where.arguments);
  if (query.start) {
    page.Add(
        std::string(" WHERE place ") + (descending ? "<" : ">") + " ? OR (place = ? AND pid > ?)",
        {query.start->value, query.start->value, query.start->pid});
  }
  page.Add(std::string(" ORDER BY place ") + (descending ? "DESC" : "ASC") + ", pid LIMIT ?",
           {std::int64_t(query.limit) + 1});
  return page;
}

}  // namespace

std::optional<Version> Reader::Find(const std::string& type, const std::string& id) {
  return ReadOne(
      Rows(connection_, kVersions + "WHERE r.type = ? AND r.id = ? AND c.number = r.version",
           {type, id}),
      context_);
}

std::optional<Version> Reader::FindVersion(const std::string& type, const std::string& id,
                                           std::int64_t number) {
  return ReadOne(Rows(connection_, kVersions + "WHERE r.type = ? AND r.id = ? AND c.number = ?",
                      {type, id, number}),
                 context_);
}

std::int64_t Reader::CurrentNumber(const std::string& type, const std::string& id) {
  return SelectInteger(connection_, "SELECT version FROM resource WHERE type = ? AND id = ?",
                       {type, id});
}

std::vector<Version> Reader::History(const std::string& type, const std::string& id) {
  Rows rows(connection_, kVersions + "WHERE r.type = ? AND r.id = ? ORDER BY c.number DESC",
            {type, id});
  std::vector<Version> versions;
  while (rows.Next()) versions.push_back(ToVersion(rows, context_));
  return versions;
}

Page Reader::Search(const Query& query) {
  const std::int64_t bound = query.start
                                 ? query.start->bound
                                 : SelectInteger(connection_, "SELECT MAX(pid) FROM resource");
  const Clause where = Where(query, context_, bound);
  Page page;
  page.total = SelectInteger(connection_, "SELECT COUNT(*)" + where.sql, where.arguments, 0,
                             Rows::Keep::kOnce);
  if (query.limit == 0) return page;
  std::vector<PageStart> places;
  {
    const Clause sql = PageSql(query, where);
    Rows rows(connection_, sql.sql, sql.arguments, Rows::Keep::kOnce);
    while (rows.Next()) places.push_back({rows.Integer(1), rows.Integer(0), bound});
  }
  const bool more = places.size() > std::size_t(query.limit);
  if (more) places.pop_back();
  for (const PageStart& place : places) {
    Rows rows(connection_, kVersions + "WHERE r.pid = ? AND c.number = r.version", {place.pid});
    if (rows.Next()) page.versions.push_back(ToVersion(rows, context_));
  }
  if (more) page.next = places.back();
  return page;
}

std::string Reader::OwnerOf(const std::string& type, const std::string& id,
                            const IndexEntries& entries) {
  const std::string self = type + "/" + id;
  if (type == "Patient") return self;
  std::string owner;
  for (const std::string& reference : entries.about) {
    std::string one = reference;
    if (!reference.starts_with("Patient/")) {
      Rows rows(
          connection_,
          "SELECT k.owner FROM resource r CROSS JOIN content c ON c.pid = r.pid AND c.number "
          "= r.version CROSS JOIN data_key k ON k.id = c.key WHERE r.type = ? AND r.id = ?",
          {reference.substr(0, reference.find('/')), reference.substr(reference.find('/') + 1)});
      if (rows.Next()) one = rows.Text(0);
      if (one.empty()) continue;  // the clinic's own
    }
    if (!one.starts_with("Patient/") || (!owner.empty() && owner != one)) return self;
    owner = std::move(one);
  }
  const bool clinics = type == "Practitioner" || type == "Organization" || type == "Device";
  return owner.empty() && !clinics ? self : owner;
}

std::optional<bridge::DataKey> Reader::FindKey(const std::string& owner) {
  Rows rows(connection_, "SELECT id, wrapped FROM data_key WHERE owner = ?", {owner});
  if (!rows.Next()) return std::nullopt;
  return Unwrap(context_, rows.Integer(0), rows.Text(1));
}

}  // namespace chartbridge::chart
