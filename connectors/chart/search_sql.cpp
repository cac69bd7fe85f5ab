#include "connectors/chart/search_sql.h"

#include <limits>

namespace chartbridge::chart {

namespace {

struct Clause {
  std::string sql;
  Arguments arguments;

  void Add(std::string_view text, const Arguments& more = {}) {
    sql.append(text);
    arguments.insert(arguments.end(), more.begin(), more.end());
  }
};

std::string Marks(std::size_t count) {
  std::string marks = "?";
  for (std::size_t i = 1; i < count; ++i) marks += ",?";
  return marks;
}

Arguments Hashes(const Query& query, const KeyTerm& term, const ChartKeys& keys) {
  Arguments hashes;
  for (const std::string& value : term.values) {
    hashes.emplace_back(Bytes{keys.Lookup(query.type, term.parameter, value)});
  }
  return hashes;
}

std::string_view TestSql(DateTest test) {
  // ?1 and ?2 are the low and high of the search; LOW and HIGH those of the resource.
  switch (test) {
    case DateTest::kEqual:
      return "(LOW >= ?1 AND HIGH <= ?2)";
    case DateTest::kNotEqual:
      return "NOT (LOW >= ?1 AND HIGH <= ?2)";
    case DateTest::kGreater:
      return "(HIGH > ?2)";
    case DateTest::kLess:
      return "(LOW < ?1)";
    case DateTest::kFrom:
      return "(HIGH > ?2 OR (LOW >= ?1 AND HIGH <= ?2))";
    case DateTest::kUntil:
      return "(LOW < ?1 OR (LOW >= ?1 AND HIGH <= ?2))";
    case DateTest::kStartsAfter:
      return "(LOW >= ?2)";
    case DateTest::kEndsBefore:
      return "(HIGH <= ?1)";
  }
  return "0";
}

// Only integers of our own take part, so they are written out.
std::string DateSql(const DateCondition& condition, std::string_view low, std::string_view high) {
  std::string out;
  const std::string_view test = TestSql(condition.test);
  for (std::size_t i = 0; i < test.size();) {
    const std::string_view rest = test.substr(i);
    if (rest.starts_with("?1")) {
      out += std::to_string(condition.low), i += 2;
    } else if (rest.starts_with("?2")) {
      out += std::to_string(condition.high), i += 2;
    } else if (rest.starts_with("LOW")) {
      out += low, i += 3;
    } else if (rest.starts_with("HIGH")) {
      out += high, i += 4;
    } else {
      out += test[i++];
    }
  }
  return out;
}

std::string AnySql(const DateTerm& term, std::string_view low, std::string_view high) {
  std::string any;
  for (const DateCondition& condition : term.any) {
    any += (any.empty() ? "" : " OR ") + DateSql(condition, low, high);
  }
  return "(" + any + ")";
}

class TermSql {
 public:
  TermSql(const Query& query, const ChartKeys& keys, const KeyTerm* leader, Clause& clause)
      : query_(query), keys_(keys), leader_(leader), clause_(clause) {}

  void operator()(const KeyTerm& term) const {
    if (&term == leader_) return;
    clause_.Add(term.negated ? " AND NOT EXISTS" : " AND EXISTS");
    clause_.Add(" (SELECT 1 FROM key k WHERE k.pid = r.pid AND k.hash IN (" +
                    Marks(term.values.size()) + "))",
                Hashes(query_, term, keys_));
  }
  void operator()(const IdTerm& term) const {
    clause_.Add(" AND r.id IN (" + Marks(term.ids.size()) + ")",
                Arguments(term.ids.begin(), term.ids.end()));
  }
  void operator()(const DateTerm& term) const {
    if (term.parameter == "_lastUpdated")
      return clause_.Add(" AND " + AnySql(term, "r.updated", "(r.updated + 1)"));
    clause_.Add(" AND EXISTS (SELECT 1 FROM span s WHERE s.pid = r.pid AND s.parameter = ? AND " +
                    AnySql(term, "s.low", "s.high") + ")",
                {term.parameter});
  }
  void operator()(const DatePresence& term) const {
    clause_.Add(term.present ? " AND EXISTS" : " AND NOT EXISTS");
    clause_.Add(" (SELECT 1 FROM span s WHERE s.pid = r.pid AND s.parameter = ?)",
                {term.parameter});
  }

 private:
  const Query& query_;
  const ChartKeys& keys_;
  const KeyTerm* leader_;
  Clause& clause_;
};

const KeyTerm* FindLeader(const Query& query) {
  for (const Term& term : query.all) {
    const auto* key = std::get_if<KeyTerm>(&term);
    if (key != nullptr && !key->negated) return key;
  }
  return nullptr;
}

// The leading key is looked up first and everything else is a probe by row (CROSS JOIN keeps SQLite
// from turning that around: without statistics it would walk the whole type).
Clause Where(const Query& query, const ChartKeys& keys, std::int64_t bound) {
  Clause where;
  const KeyTerm* leader = FindLeader(query);
  if (leader != nullptr) {
    where.Add(" FROM (SELECT DISTINCT pid FROM key WHERE hash IN (" + Marks(leader->values.size()) +
                  ")) d CROSS JOIN resource r ON r.pid = d.pid WHERE r.pid <= ?",
              Hashes(query, *leader, keys));
    where.Add("", {bound});
  } else {
    where.Add(" FROM resource r WHERE r.type = ? AND r.pid <= ?", {query.type, bound});
  }
  const TermSql add(query, keys, leader, where);
  for (const Term& term : query.all) std::visit(add, term);
  return where;
}

Clause SortColumn(const SortKey& key) {
  if (key.parameter == "_lastUpdated") return {"r.updated", {}};
  // Without the element: last, whichever way (R4 3.1.1.5.2 leaves it open).
  constexpr auto kLast = std::numeric_limits<std::int64_t>::max();
  constexpr auto kFirst = std::numeric_limits<std::int64_t>::min();
  return {std::string("COALESCE((SELECT ") + (key.descending ? "MAX(s.high)" : "MIN(s.low)") +
              " FROM span s WHERE s.pid = r.pid AND s.parameter = ?), ?)",
          {key.parameter, key.descending ? kFirst : kLast}};
}

// Everything behind `after` in the order s0, s1, ..., pid.
Clause Behind(const Query& query, const std::vector<std::int64_t>& after) {
  Clause clause{"(", {}};
  for (std::size_t i = 0; i < after.size(); ++i) {
    clause.Add(i == 0 ? "(" : " OR (");
    for (std::size_t j = 0; j < i; ++j) {
      clause.Add("s" + std::to_string(j) + " = ? AND ", {after[j]});
    }
    const bool last = i == query.order.size();
    const bool descending = !last && query.order[i].descending;
    clause.Add((last ? "pid" : "s" + std::to_string(i)) + (descending ? " < ?)" : " > ?)"),
               {after[i]});
  }
  clause.Add(")");
  return clause;
}

}  // namespace

SearchSql ToSql(const Query& query, const ChartKeys& keys, std::int64_t bound) {
  const Clause where = Where(query, keys, bound);
  Clause page{"SELECT * FROM (SELECT r.pid AS pid", {}};
  std::string order;
  for (std::size_t i = 0; i < query.order.size(); ++i) {
    const Clause column = SortColumn(query.order[i]);
    page.Add(", " + column.sql + " AS s" + std::to_string(i), column.arguments);
    order += "s" + std::to_string(i) + (query.order[i].descending ? " DESC, " : ", ");
  }
  page.Add(where.sql, where.arguments);
  page.Add(")");
  if (query.start) {
    const Clause behind = Behind(query, query.start->after);
    page.Add(" WHERE " + behind.sql, behind.arguments);
  }
  page.Add(" ORDER BY " + order + "pid LIMIT ?", {std::int64_t(query.limit) + 1});
  return {"SELECT COUNT(*)" + where.sql, where.arguments, page.sql, page.arguments};
}

}  // namespace chartbridge::chart
