#include "connectors/sql/sql_audit.h"

#include <array>
#include <map>

#include "base/codec.h"
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

void StartChain(const Tools& tools, Session& session) {
  std::array<unsigned char, 16> name{};
  tools.entropy.Fill(name);
  const ChainHead empty;
  session.Execute(
      "INSERT INTO audit_head (tenant, slot, chain, seq, hash, at) "
      "VALUES ($1, $2, $3, $4, $5, 0) ON CONFLICT DO NOTHING",
      {tools.tenant(), tools.audit_slot, ToHex(name), empty.seq, empty.hash});
}

std::optional<ChainHead> LockHead(const Tools& tools, Session& session) {
  const Rows rows = session.Execute(
      "SELECT chain, seq, hash, at FROM audit_head WHERE tenant = $1 AND slot = $2" +
          std::string(tools.dialect.lock),
      {tools.tenant(), tools.audit_slot});
  if (rows.empty()) return std::nullopt;
  const Row& row = rows.front();
  return ChainHead{row[0].text(), row[1].number(), row[2].text(), FromUnixMillis(row[3].number())};
}

Bytes SubjectLookup(const Tools& tools, const std::string& subject) {
  return Lookup(tools, "audit-subject", subject);
}

std::optional<Subject> KnownSubject(const Tools& tools, Session& session, const Bytes& lookup) {
  const Rows rows = session.Execute(
      "SELECT pseudonym, key_id FROM audit_subject WHERE tenant = $1 AND lookup = $2",
      {tools.tenant(), lookup});
  if (rows.empty()) return std::nullopt;
  return Subject{rows.front()[0].text(), rows.front()[1].number()};
}

Subject SubjectOf(const Tools& tools, Session& session, const std::string& subject) {
  if (subject.empty()) return {};
  const Bytes lookup = SubjectLookup(tools, subject);
  if (std::optional<Subject> known = KnownSubject(tools, session, lookup)) return *known;
  const bridge::DataKey key = session.NewKey();
  const std::string pseudonym = crypto::RandomUuid(tools.entropy);
  const Rows added = session.Execute(
      "INSERT INTO audit_subject (lookup, tenant, pseudonym, key_id, subject) "
      "VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
      {lookup, tools.tenant(), pseudonym, key.id(),
       SealCell(tools, key, "audit_subject", "subject", pseudonym, subject)});
  if (added.affected > 0) return {pseudonym, key.id()};
  session.DestroyKey(key.id());
  return KnownSubject(tools, session, lookup).value_or(Subject{});
}

// Salt and detail are kept beside the chain, under the subject's key or, without one, their own.
// Returns the hash that goes into the chain.
std::string KeepDetail(const Tools& tools, Session& session, const Subject& subject,
                       std::int64_t seq, const std::string& detail) {
  if (detail.empty()) return {};
  std::array<unsigned char, kSaltBytes> random{};
  tools.entropy.Fill(random);
  const std::string salt(reinterpret_cast<const char*>(random.data()), random.size());
  std::optional<bridge::DataKey> key;
  if (subject.key_id != 0) {
    if (auto own = session.OpenKey(subject.key_id)) key = *own;
  }
  if (!key) key = session.NewKey();
  const std::string row = std::to_string(tools.audit_slot) + "/" + std::to_string(seq);
  session.Post(
      "INSERT INTO audit_detail (slot, seq, tenant, key_id, detail) VALUES ($1, $2, $3, $4, $5)",
      {tools.audit_slot, seq, tools.tenant(), key->id(),
       SealCell(tools, *key, "audit_detail", "detail", row, salt + detail)});
  return bridge::audit::DetailHash(salt, detail);
}

void AddLink(const Tools& tools, Session& session, const AuditEntry& entry, const Subject& subject,
             ChainHead& head) {
  const std::string detail = KeepDetail(tools, session, subject, head.seq + 1, entry.detail);
  const bridge::audit::ChainStep step =
      NextLink(head, entry, subject.pseudonym, detail, tools.clock.Now());
  session.Post(
      "INSERT INTO audit_link (tenant, slot, seq, record, previous_hash, hash) "
      "VALUES ($1, $2, $3, $4, $5, $6)",
      {tools.tenant(), tools.audit_slot, step.head.seq, step.record, head.hash, step.hash});
  if (!subject.pseudonym.empty()) {
    session.Post("INSERT INTO audit_about (tenant, pseudonym, seq, slot) VALUES ($1, $2, $3, $4)",
                 {tools.tenant(), subject.pseudonym, step.head.seq, tools.audit_slot});
  }
  head = step.head;
}

}  // namespace

std::string PseudonymOf(const Tools& tools, Session& session, const std::string& subject) {
  return KnownSubject(tools, session, SubjectLookup(tools, subject)).value_or(Subject{}).pseudonym;
}

void AppendAudit(const Tools& tools, Session& session, const std::vector<AuditEntry>& entries) {
  if (entries.empty()) return;
  std::map<std::string, Subject> subjects;
  for (const AuditEntry& entry : entries) {
    if (subjects.contains(entry.subject)) continue;
    subjects[entry.subject] = SubjectOf(tools, session, entry.subject);
  }
  std::optional<ChainHead> head = LockHead(tools, session);
  if (!head) {
    StartChain(tools, session);
    head = LockHead(tools, session);
    if (!head) Refuse(FailureKind::kCorrupt, "The head of the audit chain is missing.");
  }
  if (head->seq < 0) AddLink(tools, session, bridge::audit::GenesisEntry(), {}, *head);
  for (const AuditEntry& entry : entries) {
    AddLink(tools, session, entry, subjects[entry.subject], *head);
  }
  session.Post("UPDATE audit_head SET seq = $3, hash = $4, at = $5 WHERE tenant = $1 AND slot = $2",
               {tools.tenant(), tools.audit_slot, head->seq, head->hash, ToUnixMillis(head->t)});
}

Result<void, Failure> SqlAudit::Append(const std::vector<AuditEntry>& entries) {
  return engine_.Write([&](Session& session) { AppendAudit(tools_, session, entries); });
}

}  // namespace chartbridge::sql
