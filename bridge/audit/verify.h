// The offline check of a chain (reference/audit-and-roles.md section 2): no secrets, flat memory,
// one pass. It finds any change, gap, reorder or cut tail (promise P10), and says where.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bridge/audit/anchor.h"
#include "bridge/audit/sha256.h"
#include "bridge/ports/audit.h"
#include "words/statement.h"

namespace chartbridge::bridge::audit {

// The number is the exit code of `audit verify`.
enum class Finding {
  kIntact = 0,
  kAltered = 1,     // changed, deleted, inserted, reordered; a forged or mismatching anchor
  kIncomplete = 2,  // ends before an anchor, an anchor is missing, the beginning is missing
  kUnusable = 3,    // anchors without keys to check them
};

struct Verdict {
  Finding finding = Finding::kIntact;
  std::int64_t first_bad_seq = -1;  // -1 when intact
  words::Statement cause;           // code "" when intact
  std::int64_t links = 0;           // read and found good
  std::int64_t anchors = 0;         // met and found good
  std::int64_t behind = 0;          // links after the last of them
  ChainHead head;                   // the last good link
};

// Which part is read. Anchors outside it are left alone.
struct Range {
  std::int64_t from = 0;
  std::optional<std::int64_t> to;
};

class ChainVerifier {
 public:
  // `anchors` in any order, copies of the same anchor allowed; those of other chains are left
  // alone, so the caller checks that each chain which an anchor names is there.
  ChainVerifier(std::vector<SignedAnchor> anchors, AnchorKeys keys, Range range = {});

  // The links in stored order. False: the verdict is known, no further link is looked at.
  bool Add(const AuditLink& link);

  Verdict Finish();

 private:
  bool Begin(const AuditLink& link);
  bool Refuse(Finding finding, std::int64_t seq, words::Statement cause);
  bool CheckLink(const AuditLink& link);
  bool MeetAnchors();
  bool CheckSignature(const SignedAnchor& anchor);
  void CheckAnchorOrder();
  const Anchor* AnchorAt(std::int64_t seq) const;

  std::vector<SignedAnchor> anchors_;  // of this chain, by seq, once the first link was seen
  AnchorKeys keys_;
  Range range_;
  LinkHasher hasher_;
  Verdict verdict_;
  std::optional<Verdict> incomplete_;
  std::string last_t_;
  std::string hash_;
  std::size_t next_anchor_ = 0;
  bool begun_ = false;
};

Verdict Verify(const std::vector<AuditLink>& links, std::vector<SignedAnchor> anchors,
               AnchorKeys keys, Range range = {});

}  // namespace chartbridge::bridge::audit
