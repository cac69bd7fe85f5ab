#include "tests/fakes/memory_approvals.h"

#include <algorithm>
#include <tuple>

#include "base/id.h"

namespace chartbridge::fakes {

using bridge::Approval;
using bridge::ApprovalState;

namespace {

Unexpected<Failure> NotFound() { return Fail(FailureKind::kNotFound, "There is no such request."); }

bool IsOver(const Approval& approval, Instant now) {
  return approval.state == ApprovalState::kOpen && approval.expires <= now;
}

}  // namespace

Result<void, Failure> MemoryApprovals::Ask(const Approval& approval, const Audit& audit) {
  return state_.Write("Approvals::Ask", [&]() -> Result<void, Failure> {
    if (!IsUuid(approval.id)) return Fail(FailureKind::kRefused, "An id is no UUID.");
    if (!state_.approvals.emplace(approval.id, approval).second)
      return Fail(FailureKind::kConflict, "That request is there already.");
    state_.AppendAudit(audit);
    return {};
  });
}

Result<Approval, Failure> MemoryApprovals::Find(const std::string& id) {
  return state_.Read("Approvals::Find", [&]() -> Result<Approval, Failure> {
    const auto known = state_.approvals.find(id);
    if (known == state_.approvals.end()) return NotFound();
    return known->second;
  });
}

Result<std::vector<Approval>, Failure> MemoryApprovals::ListOpen(Instant now) {
  return state_.Read("Approvals::ListOpen", [&]() -> Result<std::vector<Approval>, Failure> {
    std::vector<Approval> open;
    for (const auto& [id, one] : state_.approvals) {
      if (one.state == ApprovalState::kOpen && one.expires > now) open.push_back(one);
    }
    std::sort(open.begin(), open.end(), [](const Approval& a, const Approval& b) {
      return std::tie(a.asked_at, a.id) < std::tie(b.asked_at, b.id);
    });
    return open;
  });
}

Result<Approval, Failure> MemoryApprovals::Decide(const std::string& id, ApprovalState to,
                                                  const std::string& who, Instant now,
                                                  const Audit& audit) {
  return state_.Write("Approvals::Decide", [&]() -> Result<Approval, Failure> {
    const auto known = state_.approvals.find(id);
    if (known == state_.approvals.end()) return NotFound();
    Approval& approval = known->second;
    if (auto refused = bridge::WhyNotDecided(approval, to, who, now))
      return Unexpected<Failure>(*std::move(refused));
    approval.state = to;
    approval.decided_by = who;
    approval.decided_at = now;
    state_.AppendAudit(audit);
    return approval;
  });
}

Result<Approval, Failure> MemoryApprovals::Use(const std::string& id, const Audit& audit) {
  return state_.Write("Approvals::Use", [&]() -> Result<Approval, Failure> {
    const auto known = state_.approvals.find(id);
    if (known == state_.approvals.end()) return NotFound();
    if (known->second.state != ApprovalState::kConfirmed)
      return Fail(FailureKind::kConflict, "The request is not confirmed, or was used.");
    known->second.state = ApprovalState::kUsed;
    state_.AppendAudit(audit);
    return known->second;
  });
}

Result<std::int64_t, Failure> MemoryApprovals::Expire(
    Instant now, const std::function<bridge::AuditEntry(const Approval&)>& entry) {
  const bool any = [&] {
    const std::scoped_lock lock(state_.mutex);
    return std::any_of(state_.approvals.begin(), state_.approvals.end(),
                       [&](const auto& one) { return IsOver(one.second, now); });
  }();
  if (!any) return 0;
  return state_.Write("Approvals::Expire", [&]() -> Result<std::int64_t, Failure> {
    std::int64_t expired = 0;
    for (auto& [id, one] : state_.approvals) {
      if (!IsOver(one, now)) continue;
      one.state = ApprovalState::kExpired;
      state_.AppendAudit({entry(one)});
      ++expired;
    }
    return expired;
  });
}

}  // namespace chartbridge::fakes
