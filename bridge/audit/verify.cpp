#include "bridge/audit/verify.h"

#include <algorithm>
#include <tuple>

#include "bridge/audit/record_reader.h"
#include "words/say.h"

namespace chartbridge::bridge::audit {
namespace {

bool Earlier(const SignedAnchor& left, const SignedAnchor& right) {
  const auto order = [](const SignedAnchor& a) {
    return std::tie(a.anchor.chain, a.anchor.seq, a.anchor.t, a.anchor.hash, a.anchor.prev_anchor,
                    a.anchor.key, a.signature);
  };
  return order(left) < order(right);
}

bool Same(const SignedAnchor& left, const SignedAnchor& right) {
  return !Earlier(left, right) && !Earlier(right, left);
}

}  // namespace

ChainVerifier::ChainVerifier(std::vector<SignedAnchor> anchors, AnchorKeys keys, Range range)
    : anchors_(std::move(anchors)), keys_(std::move(keys)), range_(range) {
  std::sort(anchors_.begin(), anchors_.end(), Earlier);
  anchors_.erase(std::unique(anchors_.begin(), anchors_.end(), Same), anchors_.end());
  if (!anchors_.empty() && keys_.empty()) {
    Refuse(Finding::kUnusable, -1, words::Say("audit-no-key"));
  }
}

bool ChainVerifier::Refuse(Finding finding, std::int64_t seq, words::Statement cause) {
  verdict_.finding = finding;
  verdict_.first_bad_seq = seq;
  verdict_.cause = std::move(cause);
  return false;
}

const Anchor* ChainVerifier::AnchorAt(std::int64_t seq) const {
  for (const SignedAnchor& anchor : anchors_) {
    if (anchor.anchor.seq == seq) return &anchor.anchor;
  }
  return nullptr;
}

// What stands before the first link that is read: nothing, an anchored link, or something unknown.
bool ChainVerifier::Begin(const AuditLink& link) {
  begun_ = true;
  const auto fields = ReadRecord(link.record);
  verdict_.head.chain = fields ? std::string(fields->chain) : "";
  std::erase_if(anchors_,
                [&](const SignedAnchor& a) { return a.anchor.chain != verdict_.head.chain; });
  const bool honest = fields && fields->seq == link.seq;
  const std::int64_t first = honest ? std::max(link.seq, range_.from) : range_.from;
  const Anchor* boundary = first > 0 ? AnchorAt(first - 1) : nullptr;
  const bool missing = honest && link.seq > range_.from && boundary == nullptr;
  hash_ = first == 0 || missing ? std::string(kGenesisHash) : link.previous_hash;
  if (boundary != nullptr) hash_ = boundary->hash;
  if (missing) {
    return Refuse(Finding::kIncomplete, range_.from,
                  words::Say("audit-beginning-missing", {{"seq", std::to_string(link.seq)}}));
  }
  verdict_.head.seq = first - 1;
  CheckAnchorOrder();
  while (next_anchor_ < anchors_.size() && anchors_[next_anchor_].anchor.seq < first) {
    // The boundary is trusted because of its signature alone.
    if (&anchors_[next_anchor_].anchor == boundary && !CheckSignature(anchors_[next_anchor_])) {
      return false;
    }
    ++next_anchor_;
  }
  return IsHash(hash_) || Refuse(Finding::kAltered, first, words::Say("audit-previous-no-hash"));
}

// Anchors are a chain of their own: each names the one before, so none can be left out unseen.
void ChainVerifier::CheckAnchorOrder() {
  std::string previous(kGenesisHash);
  for (const SignedAnchor& anchor : anchors_) {
    if (anchor.anchor.prev_anchor != previous && anchor.anchor.seq >= range_.from && !incomplete_ &&
        !(range_.to && anchor.anchor.seq > *range_.to)) {
      incomplete_ =
          Verdict{Finding::kIncomplete, anchor.anchor.seq,
                  words::Say("audit-anchor-missing", {{"seq", std::to_string(anchor.anchor.seq)}})};
    }
    previous = AnchorHash(anchor.anchor);
  }
}

bool ChainVerifier::CheckSignature(const SignedAnchor& anchor) {
  const std::string seq = std::to_string(anchor.anchor.seq);
  const auto key = keys_.find(anchor.anchor.key);
  if (key == keys_.end()) {
    return Refuse(Finding::kAltered, anchor.anchor.seq,
                  words::Say("audit-anchor-key-unknown", {{"seq", seq}}));
  }
  return IsSignedBy(anchor, key->second) ||
         Refuse(Finding::kAltered, anchor.anchor.seq,
                words::Say("audit-anchor-forged", {{"seq", seq}}));
}

bool ChainVerifier::CheckLink(const AuditLink& link) {
  const std::int64_t seq = verdict_.head.seq + 1;
  const auto refuse = [&](words::Code code) {
    return Refuse(Finding::kAltered, seq, words::Say(code, {{"seq", std::to_string(seq)}}));
  };
  if (link.seq != seq) return refuse("audit-link-other");
  const auto fields = ReadRecord(link.record);
  if (!fields) return refuse("audit-record-unreadable");
  if (fields->seq != seq) return refuse("audit-record-other-seq");
  if (fields->chain != verdict_.head.chain) return refuse("audit-record-other-chain");
  const auto t = ParseInstant(fields->t);
  if (!t || fields->t.size() != 24) return refuse("audit-record-no-time");
  if (link.previous_hash != hash_) return refuse("audit-link-unlinked");
  hasher_.Hash(hash_, link.record, hash_);
  if (link.hash != hash_) return refuse("audit-record-altered");
  if (verdict_.links > 0 && fields->t < last_t_) return refuse("audit-time-backwards");
  last_t_.assign(fields->t);
  verdict_.head.seq = seq;
  verdict_.head.hash = hash_;
  verdict_.head.t = *t;
  ++verdict_.links;
  ++verdict_.behind;
  return true;
}

bool ChainVerifier::MeetAnchors() {
  for (; next_anchor_ < anchors_.size(); ++next_anchor_) {
    const SignedAnchor& anchor = anchors_[next_anchor_];
    if (anchor.anchor.seq != verdict_.head.seq) return true;
    if (!CheckSignature(anchor)) return false;
    if (anchor.anchor.hash != hash_) {
      return Refuse(Finding::kAltered, verdict_.head.seq,
                    words::Say("audit-anchor-unmet", {{"seq", std::to_string(verdict_.head.seq)}}));
    }
    ++verdict_.anchors;
    verdict_.behind = 0;
  }
  return true;
}

bool ChainVerifier::Add(const AuditLink& link) {
  if (verdict_.finding != Finding::kIntact) return false;
  if (range_.to && link.seq > *range_.to && verdict_.head.seq >= *range_.to) return false;
  if (!begun_ && link.seq >= 0 && link.seq < range_.from) return true;
  if (!begun_ && !Begin(link)) return false;
  return CheckLink(link) && MeetAnchors();
}

Verdict ChainVerifier::Finish() {
  if (verdict_.finding != Finding::kIntact) return verdict_;
  const std::int64_t last = verdict_.head.seq;
  for (; next_anchor_ < anchors_.size(); ++next_anchor_) {
    const SignedAnchor& anchor = anchors_[next_anchor_];
    if (anchor.anchor.seq < range_.from || (range_.to && anchor.anchor.seq > *range_.to)) continue;
    if (!CheckSignature(anchor)) return verdict_;
    Refuse(Finding::kIncomplete, std::max(last + 1, range_.from),
           words::Say("audit-end-missing", {{"last", std::to_string(last)},
                                            {"seq", std::to_string(anchor.anchor.seq)}}));
    return verdict_;
  }
  if (incomplete_) Refuse(incomplete_->finding, incomplete_->first_bad_seq, incomplete_->cause);
  return verdict_;
}

Verdict Verify(const std::vector<AuditLink>& links, std::vector<SignedAnchor> anchors,
               AnchorKeys keys, Range range) {
  ChainVerifier verifier(std::move(anchors), std::move(keys), range);
  for (const AuditLink& link : links) {
    if (!verifier.Add(link)) break;
  }
  return verifier.Finish();
}

}  // namespace chartbridge::bridge::audit
