#include "connectors/sql/sql_audit.h"

#include <array>
#include <map>

#include "bridge/audit/chain.h"

namespace chartbridge::sql {
namespace {

using bridge::AuditEntry;
using bridge::audit::ChainHead;

constexpr std::size_t kSaltBytes = 16;

struct Subject {
  std::string pseudonym;
  std::int64_t key_id = 0;
};

void StartChain(const StoreContext& context, Session& session) {
  std::array<unsigned char, 16> name{};
  context.entropy.Fill(name);
  const ChainHead empty;
  session.Execute(
      "INSERT INTO audit_head (tenant, slot, chain, seq, hash, at) "
      "VALUES ($1, $2, $3, $4, $5, 0) ON CONFLICT DO NOTHING",
      {context.tenant(), context.audit_slot, ToHex(name), empty.seq, empty.hash});
}

std::optional<ChainHead> LockHead(const StoreContext& context, Session& session) {
  const Rows rows = session.Execute(
      "SELECT chain, seq, hash, at FROM audit_head WHERE tenant = $1 AND slot = $2" +
          std::string(context.dialect.lock),
      {context.tenant(), context.audit_slot});
  if (rows.empty()) return std::nullopt;
  const Row& row = rows.front();
  return ChainHead{row[0].text(), row[1].number(), row[2].text(), FromUnixMillis(row[3].number())};
}

Bytes SubjectLookup(const StoreContext& context, const std::string& subject) {
  return Lookup(context, "audit-subject", subject);
}

std::optional<Subject> KnownSubject(const StoreContext& context, Session& session,
                                    const Bytes& lookup) {
  const Rows rows = session.Execute(
      "SELECT pseudonym, key_id FROM audit_subject WHERE tenant = $1 AND lookup = $2",
      {context.tenant(), lookup});
  if (rows.empty()) return std::nullopt;
  return Subject{rows.front()[0].text(), rows.front()[1].number()};
}

Subject SubjectOf(const StoreContext& context, Session& session, const std::string& subject) {
  if (subject.empty()) return {};
  const Bytes lookup = SubjectLookup(context, subject);
  if (std::optional<Subject> known = KnownSubject(context, session, lookup)) return *known;
  const bridge::DataKey key = session.NewKey();
  const std::string pseudonym = crypto::RandomUuid(context.entropy);
  const Rows added = session.Execute(
      "INSERT INTO audit_subject (lookup, tenant, pseudonym, key_id, subject) "
      "VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
      {lookup, context.tenant(), pseudonym, key.id(),
       SealCell(context, key, "audit_subject", "subject", pseudonym, subject)});
  if (added.affected > 0) return {pseudonym, key.id()};
  session.DestroyKey(key.id());
  return KnownSubject(context, session, lookup).value_or(Subject{});
}

// Salt and detail are kept beside the chain, under the subject's key or, without one, their own.
// Returns the hash that goes into the chain.
std::string KeepDetail(const StoreContext& context, Session& session, const Subject& subject,
                       std::int64_t seq, const std::string& detail) {
  if (detail.empty()) return {};
  std::array<unsigned char, kSaltBytes> random{};
  context.entropy.Fill(random);
  const std::string salt(reinterpret_cast<const char*>(random.data()), random.size());
  std::optional<bridge::DataKey> key;
  if (subject.key_id != 0) {
    if (auto own = session.OpenKey(subject.key_id)) key = *own;
  }
  if (!key) key = session.NewKey();
  const std::string row = std::to_string(context.audit_slot) + "/" + std::to_string(seq);
  session.ExecuteDeferred(
      "INSERT INTO audit_detail (slot, seq, tenant, key_id, detail) VALUES ($1, $2, $3, $4, $5)",
      {context.audit_slot, seq, context.tenant(), key->id(),
       SealCell(context, *key, "audit_detail", "detail", row, salt + detail)});
  return bridge::audit::DetailHash(salt, detail);
}

constexpr Upsert kLinks{"audit_link (tenant, slot, seq, record, previous_hash, hash)", ""};
constexpr Upsert kAbout{"audit_about (tenant, pseudonym, seq, slot)", ""};

// The rows of a transaction's entries, which go in together.
struct NewLinks {
  std::vector<Params> links;
  std::vector<Params> about;
};

void AddLink(const StoreContext& context, Session& session, const AuditEntry& entry,
             const Subject& subject, const std::string& item, ChainHead& head, NewLinks& rows) {
  const std::string detail = KeepDetail(context, session, subject, head.seq + 1, entry.detail);
  const bridge::audit::ChainStep step =
      bridge::audit::NextLink(head, entry, subject.pseudonym, detail, context.clock.Now());
  rows.links.push_back(
      {context.tenant(), context.audit_slot, step.head.seq, step.record, head.hash, step.hash});
  const std::string own = bridge::audit::GoesByItsName(entry.what) ? entry.what : "";
  const std::string& thing = item.empty() ? own : item;
  for (const std::string& name : {subject.pseudonym, thing}) {
    if (!name.empty())
      rows.about.push_back({context.tenant(), name, step.head.seq, context.audit_slot});
  }
  head = step.head;
}

}  // namespace

std::string PseudonymOf(const StoreContext& context, Session& session, const std::string& subject) {
  return KnownSubject(context, session, SubjectLookup(context, subject))
      .value_or(Subject{})
      .pseudonym;
}

void AppendAudit(const StoreContext& context, Session& session,
                 const std::vector<AuditEntry>& entries, const std::string& item) {
  if (entries.empty()) return;
  std::map<std::string, Subject> subjects;
  for (const AuditEntry& entry : entries) {
    if (subjects.contains(entry.subject)) continue;
    subjects[entry.subject] = SubjectOf(context, session, entry.subject);
  }
  std::optional<ChainHead> head = LockHead(context, session);
  if (!head) {
    StartChain(context, session);
    head = LockHead(context, session);
    if (!head) FailWith(FailureKind::kCorrupt, "The head of the audit chain is missing.");
  }
  NewLinks rows;
  if (head->seq < 0) AddLink(context, session, bridge::audit::GenesisEntry(), {}, "", *head, rows);
  for (const AuditEntry& entry : entries)
    AddLink(context, session, entry, subjects[entry.subject], item, *head, rows);
  PutRows(session, kLinks, rows.links);
  PutRows(session, kAbout, rows.about);
  session.ExecuteDeferred(
      "UPDATE audit_head SET seq = $3, hash = $4, at = $5 WHERE tenant = $1 AND slot = $2",
      {context.tenant(), context.audit_slot, head->seq, head->hash, ToUnixMillis(head->t)});
}

Result<void, Failure> SqlAudit::Append(const std::vector<AuditEntry>& entries) {
  return engine_.Write([&](Session& session) { AppendAudit(context_, session, entries); });
}

}  // namespace chartbridge::sql
