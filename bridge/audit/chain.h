// The hash chain of the audit trail (reference/audit-and-roles.md section 2). Values in, the next
// link out: no store, no clock. Whoever keeps the chain reads its head inside the writing
// transaction, calls NextLink for each entry, and stores record, hash and the new head there too.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "bridge/ports/audit.h"

namespace chartbridge::bridge::audit {

// What the genesis link follows: 32 zero bytes.
inline constexpr std::string_view kGenesisHash =
    "0000000000000000000000000000000000000000000000000000000000000000";

using ChainHead = AuditHead;

struct ChainStep {
  std::string record;  // canonical JSON, as it was hashed and must be stored
  std::string hash;    // 64 hex digits
  ChainHead head;      // seq, hash and t of this very link; its previous hash is the old head's
};

// The entry that every chain begins with.
AuditEntry GenesisEntry();

// `pseudonym` stands for entry.subject and `detail_hash` (see DetailHash) for entry.detail: those
// two members of `entry` are not looked at, so that no person gets into the chain. "" leaves a
// field out. Bytes that are not UTF-8 become U+FFFD. The link's time is max(now, head.t).
ChainStep NextLink(const ChainHead& head, const AuditEntry& entry, const std::string& pseudonym,
                   const std::string& detail_hash, Instant now);

// The entries, those about `what` with the version that it has now.
std::vector<AuditEntry> WithVersion(std::vector<AuditEntry> entries, const std::string& what,
                                    std::int64_t version);

// Whether an entry's `what` is the name under which the entry is found again: the key of an item or
// a reference to a resource of ours; no patient and no digest of a list.
bool GoesByItsName(const std::string& what);

// SHA-256("chartbridge-audit-v1" 0x00 | previous (32 bytes) | canonical), 64 hex digits. `previous`
// are 64 hex digits; anything else ends the process.
std::string LinkHash(std::string_view previous, std::string_view canonical);

// SHA-256(salt | detail), 64 hex digits. Salt and detail are kept elsewhere, under the subject's
// key.
std::string DetailHash(std::string_view salt, std::string_view detail);

}  // namespace chartbridge::bridge::audit
