#include "bridge/run/line_worker.h"

#include <algorithm>

namespace chartbridge::bridge::run {
namespace {

constexpr int kItemsAtOnce = 32;

}  // namespace

Claim LineWorker::MayClaim() {
  switch (ports_.circuit.MayCall(ports_.clock.Now())) {
    case EhrCircuit::Ask::kCall:
      return Claim::kAll;
    case EhrCircuit::Ask::kProbe:
      return ports_.ehr.Probe() ? Claim::kAll : Claim::kWithoutEhr;
    case EhrCircuit::Ask::kWait:
      return Claim::kWithoutEhr;
  }
  return Claim::kWithoutEhr;
}

Result<bool, Failure> LineWorker::RunOnce(const std::stop_token& stop) {
  const Claim claim = MayClaim();
  const Instant now = ports_.clock.Now();
  const std::shared_ptr<Lease> lease = ports_.leases.Make();
  auto work = ports_.work.ClaimLine(lease->owner(), now, now + kLease, claim, kItemsAtOnce);
  if (!work) return Unexpected<Failure>(work.error());
  if (!*work) return false;
  ports_.leases.Keep(lease);
  bool moved = false;
  const auto worked = WorkOn(std::move(**work), *lease, claim, stop, moved);
  const auto released = ports_.work.Release(lease->owner());
  if (!worked) {
    // Somebody else has the line now; whatever is still to do, they do.
    if (worked.error().kind != FailureKind::kBusy) return Unexpected<Failure>(worked.error());
    ++ports_.metrics.leases_lost;
  }
  if (!released) return Unexpected<Failure>(released.error());
  return moved;
}

Result<void, Failure> LineWorker::WorkOn(LineWork work, const Lease& lease, Claim claim,
                                         const std::stop_token& stop, bool& moved) {
  Processors done;
  for (ItemRow& row : work.items) {
    if (stop.stop_requested()) break;
    done.push_back(std::make_unique<ItemProcessor>(ports_, settings_, lease, std::move(row)));
    ItemProcessor& item = *done.back();
    if (auto ran = item.Run(claim, stop); !ran) {
      for (const auto& one : done) one->SaveLearned();
      return ran;
    }
    // Unless it is about to be looked at once more, it is stored before the next one begins.
    if (item.ToVerify() == nullptr) {
      if (auto saved = item.Save(); !saved) return saved;
    }
    if (claim == Claim::kAll && item.HoldsUpLine()) break;
  }
  if (claim == Claim::kAll && !stop.stop_requested() && !lease.lost()) {
    if (auto verified = VerifyFiled(done); !verified) return verified;
  }
  for (const auto& item : done) {
    if (auto saved = item->Save(); !saved) return saved;
    moved = moved || item->moved();
  }
  return {};
}

// A consent may have changed while the EHR was answering. One look a patient tells, for all of the
// line that were filed before it (finding A7).
Result<void, Failure> LineWorker::VerifyFiled(const Processors& done) {
  for (auto last = done.rbegin(); last != done.rend(); ++last) {
    const Filing* filing = (*last)->ToVerify();
    if (filing == nullptr) continue;
    const std::string patient = filing->patient;
    std::vector<ItemProcessor*> others;
    for (auto other = last + 1; other != done.rend(); ++other) {
      const Filing* theirs = (*other)->ToVerify();
      if (theirs != nullptr && theirs->patient == patient) others.push_back(other->get());
    }
    if (auto verified = (*last)->Verify(others); !verified) return verified;
  }
  return {};
}

}  // namespace chartbridge::bridge::run
