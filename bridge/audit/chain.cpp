#include "bridge/audit/chain.h"

#include <algorithm>
#include <stdexcept>

#include "base/id.h"
#include "bridge/audit/sha256.h"
#include "fhir/json/utf8.h"
#include "fhir/json/write.h"

namespace chartbridge::bridge::audit {
namespace {

using fhir::json::ToValidUtf8;
using fhir::json::Value;

// U+0000 would not survive an export: readers replace it (see Canonicalise).
std::string Clean(const std::string& text) {
  std::string clean = ToValidUtf8(text);
  for (std::size_t at = clean.find('\0'); at != std::string::npos; at = clean.find('\0', at)) {
    clean.replace(at, 1, "\xEF\xBF\xBD");
  }
  return clean;
}

void SetText(Value& record, const char* name, const std::string& text) {
  if (!text.empty()) record.Set(name, Clean(text));
}

Value ToRecord(const ChainHead& next, const AuditEntry& entry, const std::string& pseudonym,
               const std::string& detail_hash) {
  Value record;
  SetText(record, "actor", entry.actor);
  for (const std::string& consent : entry.basis) {
    Value* basis = record.Find("basis");
    if (basis == nullptr) basis = &record.Set("basis", Value());
    basis->Push(Clean(consent));
  }
  SetText(record, "chain", next.chain);
  SetText(record, "detail", detail_hash);
  SetText(record, "ev", entry.ev);
  record.Set("outcome", entry.outcome);
  SetText(record, "reason", entry.reason);
  record.Set("seq", next.seq);
  SetText(record, "subject", pseudonym);
  record.Set("t", ToInstantText(next.t));
  if (next.seq == 0) record.Set("v", 1);
  SetText(record, "version", entry.version);
  SetText(record, "what", entry.what);
  return record;
}

}  // namespace

AuditEntry GenesisEntry() { return {.ev = "audit.genesis", .actor = "svc:audit"}; }

ChainStep NextLink(const ChainHead& head, const AuditEntry& entry, const std::string& pseudonym,
                   const std::string& detail_hash, Instant now) {
  ChainStep step;
  step.head = {head.chain, head.seq + 1, {}, std::max(now, head.t)};
  auto canonical = WriteCanonical(ToRecord(step.head, entry, pseudonym, detail_hash));
  if (!canonical) throw std::logic_error("an audit record has no canonical form");
  step.record = std::move(canonical.value());
  step.hash = LinkHash(head.hash, step.record);
  step.head.hash = step.hash;
  return step;
}

std::vector<AuditEntry> WithVersion(std::vector<AuditEntry> entries, const std::string& what,
                                    std::int64_t version) {
  for (AuditEntry& entry : entries) {
    if (entry.what == what && entry.version.empty()) entry.version = std::to_string(version);
  }
  return entries;
}

bool GoesByItsName(const std::string& what) {
  return IsUuid(what) || (what.find('/') != std::string::npos && !what.starts_with("Patient/"));
}

std::string LinkHash(std::string_view previous, std::string_view canonical) {
  std::string hash(64, '0');
  LinkHasher().Hash(previous, canonical, hash);
  return hash;
}

std::string DetailHash(std::string_view salt, std::string_view detail) {
  return Sha256Hex(std::string(salt).append(detail));
}

}  // namespace chartbridge::bridge::audit
