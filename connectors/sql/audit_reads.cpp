// The questions that the audit trail answers, page by page: flat memory, and no snapshot held while
// `visit` runs.
#include <limits>

#include "connectors/sql/sql_audit.h"

namespace chartbridge::sql {
namespace {

using bridge::AuditLink;

constexpr int kPage = 256;

// Replicas keep a chain each, so a seq alone names no link.
struct Position {
  std::int64_t slot = 0;
  std::int64_t seq = 0;
};

// One page from `next` on, which moves behind it.
using ReadPage = std::function<Rows(Session&, const Position& next)>;
using Visit = std::function<bool(const AuditLink&)>;

// Columns: slot, seq, record, previous_hash, hash.
Result<void, Failure> Walk(Engine& engine, Position next, int step, const ReadPage& read_page,
                           const Visit& visit) {
  for (;;) {
    Rows page;
    auto read = engine.Read([&](Session& session) { page = read_page(session, next); });
    if (!read) return read;
    for (const Row& row : page) {
      if (!visit({row[1].number(), row[2].text(), row[3].text(), row[4].text()})) return {};
      next = {row[0].number(), row[1].number() + step};
    }
    if (page.rows.size() < kPage) return {};
  }
}

// Newest first: by seq, and where replicas have links of the same seq, by slot.
Position BackFrom(std::int64_t before) {
  return {0, before > 0 ? before : std::numeric_limits<std::int64_t>::max()};
}

}  // namespace

Result<void, Failure> SqlAudit::Read(std::int64_t from, const Visit& visit) {
  const auto page = [&](Session& session, const Position& next) {
    return session.Execute(
        "SELECT slot, seq, record, previous_hash, hash FROM audit_link WHERE tenant = $1 AND "
        "seq >= $2 AND (slot > $3 OR (slot = $3 AND seq >= $4)) ORDER BY slot, seq LIMIT $5",
        {context_.tenant(), from, next.slot, next.seq, kPage});
  };
  return Walk(engine_, {0, from}, 1, page, visit);
}

Result<void, Failure> SqlAudit::ReadBack(std::int64_t before, const Visit& visit) {
  const auto page = [&](Session& session, const Position& next) {
    return session.Execute(
        "SELECT slot, seq, record, previous_hash, hash FROM audit_link WHERE tenant = $1 AND "
        "(seq, slot) < ($2, $3) ORDER BY seq DESC, slot DESC LIMIT $4",
        {context_.tenant(), next.seq, next.slot, kPage});
  };
  return Walk(engine_, BackFrom(before), 0, page, visit);
}

Result<void, Failure> SqlAudit::ReadAbout(const std::string& subject, std::int64_t before,
                                          const Visit& visit) {
  std::string pseudonym;
  auto found =
      engine_.Read([&](Session& session) { pseudonym = PseudonymOf(context_, session, subject); });
  if (!found) return found;
  if (pseudonym.empty()) pseudonym = subject;  // a thing of ours goes by its own name
  const auto page = [&](Session& session, const Position& next) {
    return session.Execute(
        "SELECT l.slot, l.seq, l.record, l.previous_hash, l.hash FROM audit_about a "
        "JOIN audit_link l ON l.tenant = a.tenant AND l.slot = a.slot AND l.seq = a.seq "
        "WHERE a.tenant = $1 AND a.pseudonym = $2 AND (a.seq, a.slot) < ($3, $4) "
        "ORDER BY a.seq DESC, a.slot DESC LIMIT $5",
        {context_.tenant(), pseudonym, next.seq, next.slot, kPage});
  };
  return Walk(engine_, BackFrom(before), 0, page, visit);
}

Result<std::vector<bridge::AuditHead>, Failure> SqlAudit::Heads() {
  std::vector<bridge::AuditHead> heads;
  auto read = engine_.Read([&](Session& session) {
    const Rows rows = session.Execute(
        "SELECT chain, seq, hash, at FROM audit_head WHERE tenant = $1 AND seq >= 0 ORDER BY slot",
        {context_.tenant()});
    for (const Row& row : rows)
      heads.push_back(
          {row[0].text(), row[1].number(), row[2].text(), FromUnixMillis(row[3].number())});
  });
  if (!read) return Unexpected<Failure>(read.error());
  return heads;
}

}  // namespace chartbridge::sql
