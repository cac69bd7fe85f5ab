// The offline readers of the audit chain: a record, an exported line, an anchor. A record that is
// taken is canonical; nobody gets a second anchor past the key of RFC 8032's first test.
#include "bridge/audit/anchor.h"
#include "bridge/audit/canonical.h"
#include "bridge/audit/link_line.h"
#include "bridge/audit/record_reader.h"
#include "bridge/audit/verify.h"
#include "tests/fuzz/targets.h"

namespace chartbridge::fuzz {
namespace {

using namespace bridge::audit;  // NOLINT(google-build-using-namespace)

constexpr std::string_view kKey =
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
// The only anchor that this key ever signed (tests/fixtures/consent/audit-vectors.json).
constexpr std::string_view kSignedHash =
    "2df6cfea91eaeaec11569f29fa5238209bceba7464b92c1e6d9232a787074229";

void CheckRecord(std::string_view text) {
  const auto fields = ReadRecord(text);
  if (!fields) return;
  Require(fields->seq >= 0);
  const auto canonical = Canonicalise(text);
  Require(canonical.has_value() && *canonical == text);
}

void CheckLink(std::string_view line) {
  const auto link = ReadLinkLine(line);
  if (!link) return;
  const auto again = ReadLinkLine(WriteLinkLine(*link));
  Require(again.has_value() && again->seq == link->seq && again->record == link->record &&
          again->previous_hash == link->previous_hash && again->hash == link->hash);
  CheckRecord(link->record);
  const Verdict verdict = Verify({*link}, {}, {});
  Require(verdict.finding == Finding::kIntact || !verdict.cause.code.empty());
}

void CheckAnchor(std::string_view line) {
  const auto anchor = ReadAnchorLine(line);
  if (!anchor) return;
  const auto again = ReadAnchorLine(WriteAnchorLine(*anchor));
  Require(again.has_value() && again->signature == anchor->signature &&
          CanonicalAnchor(again->anchor) == CanonicalAnchor(anchor->anchor));
  if (IsSignedBy(*anchor, kKey))
    Require(anchor->anchor.hash == kSignedHash && anchor->anchor.seq == 5);
}

}  // namespace

int AuditRecord(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = TextOf(data, size);
  CheckRecord(text);
  CheckLink(text);
  CheckAnchor(text);
  return 0;
}

}  // namespace chartbridge::fuzz
