#include "bridge/run/filer.h"

#include <algorithm>
#include <chrono>

namespace chartbridge::bridge::run {
namespace {

constexpr std::chrono::seconds kLease(75);
// An item may wait for a call of 30 s and more; whoever has less left lets the next one lease anew.
constexpr std::chrono::seconds kEnoughLeft(45);
constexpr int kItemsAtOnce = 32;
constexpr std::chrono::minutes kLongestGuess(5);
constexpr std::chrono::seconds kPatientIsFresh(60);
constexpr std::size_t kPatientsKept = 10000;

bool Waits(const flow::Standing& standing, Instant now) {
  const bool open = MayMove(standing.progress) && standing.progress != Progress::kHeld &&
                    standing.progress != Progress::kFailed;
  return open && (!standing.due || *standing.due > now);
}

}  // namespace

double Jitter(Entropy& entropy) {
  unsigned char bytes[2];
  entropy.Fill(bytes);
  return double(bytes[0] * 256 + bytes[1]) / 65535.0;
}

Result<KnownPatient, Failure> PatientBook::Read(const std::string& reference) {
  const Instant now = ports_.clock.Now();
  {
    const std::lock_guard lock(mutex_);
    const auto page = pages_.find(reference);
    if (page != pages_.end() && now - page->second.read < kPatientIsFresh)
      return page->second.patient;
  }
  auto read = ports_.directory.Read(reference);
  if (!read) return read;
  const std::lock_guard lock(mutex_);
  if (pages_.size() >= kPatientsKept) pages_.clear();
  pages_[reference] = {*read, now};
  return read;
}

Result<fhir::json::Value, Failure> PatientBook::Relations(const std::string& organization) {
  constexpr int kLevels = 8;  // more are a circle
  const Instant now = ports_.clock.Now();
  {
    const std::lock_guard lock(mutex_);
    if (relations_read_ != Instant() && now - relations_read_ < kPatientIsFresh) return relations_;
  }
  fhir::json::Value relations;
  std::string child = organization;
  for (int level = 0; level < kLevels; ++level) {
    auto parent = ports_.directory.ParentOf(child);
    if (!parent) return Unexpected<Failure>(parent.error());
    if (parent->empty() || relations.Find(child) != nullptr) break;
    relations.Set(child, fhir::json::Value(fhir::json::Object{{"partOf", *parent}}));
    child = *parent;
  }
  const std::lock_guard lock(mutex_);
  relations_ = relations;
  relations_read_ = now;
  return relations;
}

void Line::Pause(Instant until) {
  std::int64_t present = until_.load();
  while (present < ToUnixMillis(until) &&
         !until_.compare_exchange_weak(present, ToUnixMillis(until))) {
  }
}

Instant Line::paused_until() const { return FromUnixMillis(until_.load()); }

Result<bool, Failure> Filer::RunOnce(const std::string& worker) {
  const Instant now = ports_.clock.Now();
  if (line_.paused_until() > now) return false;
  const Instant lease_until = now + kLease;
  auto work = ports_.ledger.Claim(worker, now, lease_until, kItemsAtOnce);
  if (!work) return Unexpected<Failure>(work.error());
  if (!*work) return false;
  const auto worked = WorkOn(worker, **work, lease_until);
  const auto released = ports_.ledger.Release(worker, (*work)->conversation);
  if (!worked) return Unexpected<Failure>(worked.error());
  if (!released) return Unexpected<Failure>(released.error());
  return true;
}

Result<void, Failure> Filer::WorkOn(const std::string& worker, const Work& work,
                                    Instant lease_until) {
  std::vector<ItemRun> filed;
  std::optional<LastRead> last_read;
  for (const ItemRow& row : work.items) {
    const Instant now = ports_.clock.Now();
    if (now + kEnoughLeft > lease_until || line_.paused_until() > now) break;
    const bool due = row.due && *row.due <= now;
    if (!due) {
      const bool open = row.progress != Progress::kHeld && row.progress != Progress::kFailed &&
                        MayMove(row.progress);
      if (open) break;  // an earlier one waits, so the later ones wait too
      continue;
    }
    ItemRun run(ports_, settings_, book_, last_read, worker, row);
    auto standing = run.Go();
    if (!standing) {
      // Somebody else moved it, or the store is gone; either way this conversation is not ours now.
      if (standing.error().kind == FailureKind::kBusy) break;
      return Unexpected<Failure>(standing.error());
    }
    if (standing->progress == Progress::kFiled && row.progress != Progress::kFiled)
      filed.push_back(std::move(run));
    if (Waits(*standing, ports_.clock.Now())) {
      const bool line_down = standing->reason == "ehr-throttled" ||
                             standing->reason == "ehr-unauthorized" ||
                             standing->reason == "ehr-unreachable";
      // The EHR's own word on how long counts whole; our guesses are cut, so that it is soon asked
      // again.
      const bool told = standing->reason == "ehr-throttled";
      if (line_down && standing->due)
        line_.Pause(told ? *standing->due : std::min(*standing->due, now + kLongestGuess));
      break;
    }
  }
  // A consent may have changed while the EHR was answering. One look tells, for all of the
  // conversation.
  for (ItemRun& run : filed) {
    const auto changed = run.CheckAfterDelivery();
    if (!changed) return Unexpected<Failure>(changed.error());
    if (!*changed) break;
  }
  return {};
}

}  // namespace chartbridge::bridge::run
