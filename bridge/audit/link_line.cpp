#include "bridge/audit/link_line.h"

#include <array>

#include "bridge/audit/canonical.h"
#include "bridge/audit/record_reader.h"
#include "bridge/audit/sha256.h"
#include "fhir/json/parse.h"
#include "fhir/json/write.h"

namespace chartbridge::bridge::audit {
namespace {

constexpr std::string_view kBeforeHash = "{\"hash\":\"";
constexpr std::string_view kBeforePrevious = "\",\"prev\":\"";
constexpr std::string_view kBeforeRecord = "\",\"record\":";
constexpr std::size_t kHashSize = 64;

// The very form that WriteLinkLine gives, without reading the JSON twice.
bool ReadOwnForm(std::string_view line, AuditLink& link) {
  const std::array<std::pair<std::string_view, std::string*>, 2> hashes{
      {{kBeforeHash, &link.hash}, {kBeforePrevious, &link.previous_hash}}};
  for (const auto& [before, hash] : hashes) {
    if (!line.starts_with(before) || line.size() < before.size() + kHashSize) return false;
    hash->assign(line.substr(before.size(), kHashSize));
    if (!IsHash(*hash)) return false;
    line.remove_prefix(before.size() + kHashSize);
  }
  if (!line.starts_with(kBeforeRecord) || !line.ends_with('}')) return false;
  line.remove_prefix(kBeforeRecord.size());
  line.remove_suffix(1);
  const auto fields = ReadRecord(line);
  if (!fields) return false;
  link.seq = fields->seq;
  link.record.assign(line);
  return true;
}

}  // namespace

std::string WriteLinkLine(const AuditLink& link) {
  // A hash that somebody changed where it was stored may be anything; the line stays JSON.
  return "{\"hash\":" + fhir::json::Write(link.hash) +
         ",\"prev\":" + fhir::json::Write(link.previous_hash) + ",\"record\":" + link.record + "}";
}

Result<AuditLink, Issue> ReadLinkLine(std::string_view line) {
  AuditLink link;
  if (ReadOwnForm(line, link)) return link;
  const auto canonical = Canonicalise(line);
  if (!canonical) return Unexpected<Issue>(canonical.error());
  const auto json = fhir::json::Parse(*canonical);
  if (!json || !(*json)["record"].is_object()) {
    return Fault("structure", "record", "this is no link of an audit chain");
  }
  auto record = WriteCanonical((*json)["record"]);
  if (!record) return Unexpected<Issue>(record.error());
  link.record = std::move(*record);
  link.hash = (*json)["hash"].text();
  link.previous_hash = (*json)["prev"].text();
  link.seq = (*json)["record"]["seq"].integer().value_or(-1);
  return link;
}

}  // namespace chartbridge::bridge::audit
