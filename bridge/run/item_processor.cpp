#include "bridge/run/item_processor.h"

#include <algorithm>
#include <array>
#include <utility>

#include "bridge/run/media_parts.h"
#include "fhir/json/parse.h"

namespace chartbridge::bridge::run {
namespace {

constexpr int kMostJobs = 32;  // of one item in one run; a circle would be a defect
constexpr int kRaces = 5;
// A call that took longer is written down at once, for whoever looks and in case we end.
constexpr std::chrono::seconds kSlow(1);

// The order in which the jobs of one item are done.
constexpr std::array kOrder = {JobKind::kExpire,     JobKind::kForget, JobKind::kRetract,
                               JobKind::kMatch,      JobKind::kDecide, JobKind::kPush,
                               JobKind::kPushMedium, JobKind::kAmend};

bool NeedsEhr(JobKind kind) { return kind != JobKind::kExpire && kind != JobKind::kForget; }

bool FindsRetracting(const ItemRow& row) {
  return std::any_of(row.filings.begin(), row.filings.end(),
                     [](const Filing& filing) { return filing.state == FilingState::kRetracting; });
}

int OutcomeOf(Progress progress) {
  return progress == Progress::kHeld ? 4 : progress == Progress::kDropped ? 8 : 0;
}

}  // namespace

double Jitter(Entropy& entropy) {
  unsigned char bytes[2];
  entropy.Fill(bytes);
  return double(bytes[0] * 256 + bytes[1]) / 65535.0;
}

ItemProcessor::ItemProcessor(const Ports& ports, const RunSettings& settings, const Lease& lease,
                             ItemRow row)
    : ports_(ports),
      settings_(settings),
      lease_(lease),
      content_(std::exchange(row.content, {})),
      saved_at_(ports.clock.Steady()) {
  saved_ = row;
  row_ = std::move(row);
}

bool ItemProcessor::ReadContent() {
  if (item_) return true;
  const auto content = fhir::json::Parse(content_);
  const auto channel = ports_.channels.find(row_.channel);
  if (!content || channel == ports_.channels.end()) return false;
  auto item = channel->second->Read(row_.channel, row_.received, *content);
  if (!item) return false;
  item_ = std::move(*item);
  if (const auto* message = std::get_if<mappings::Message>(&item_->body))
    labels_ = ports_.labeller.Label(*message);
  return true;
}

std::optional<Job> ItemProcessor::NextJob(Claim claim) const {
  const Instant now = ports_.clock.Now();
  for (const JobKind kind : kOrder) {
    for (const Job& job : row_.jobs) {
      const bool along = job.turn == Turn::kAlong && job.due;
      if (job.kind != kind || !job.due || (*job.due > now && !along)) continue;
      if (claim == Claim::kWithoutEhr && NeedsEhr(kind) && !job.urgent) continue;
      // What stands in another chart is taken back before the next one is written.
      const bool files = kind == JobKind::kDecide || kind == JobKind::kPush;
      if (files && FindsRetracting(row_)) continue;
      return job;
    }
  }
  return std::nullopt;
}

Result<void, Failure> ItemProcessor::Run(Claim claim, const std::stop_token& stop) {
  std::vector<std::pair<JobKind, int>> along;  // asked once a run, whatever comes of it
  for (int done = 0; done < kMostJobs; ++done) {
    if (stop.stop_requested()) return {};
    if (lease_.lost()) return Fail(FailureKind::kBusy, "The lease of this conversation is lost.");
    const auto job = NextJob(claim);
    if (!job) return {};
    if (*job->due > ports_.clock.Now()) {
      const std::pair<JobKind, int> which(job->kind, job->number);
      if (std::find(along.begin(), along.end(), which) != along.end()) return {};
      along.push_back(which);
    }
    // Another call showed meanwhile that the EHR is away.
    const bool may_wait = NeedsEhr(job->kind) && !job->urgent;
    if (may_wait && ports_.circuit.Pauses(ports_.clock.Now())) return {};
    auto goes_on = Do(*job);
    if (!goes_on) return Unexpected<Failure>(goes_on.error());
    if (!*goes_on) return {};
    if (ports_.clock.Steady() - saved_at_ > kSlow) {
      if (auto saved = Save(); !saved) return saved;
    }
  }
  return {};
}

Result<bool, Failure> ItemProcessor::Do(const Job& job) {
  const bool needs_content =
      job.kind != JobKind::kExpire && job.kind != JobKind::kForget && job.kind != JobKind::kRetract;
  if (!ReadContent() && needs_content) {
    Apply(flow::Unreadable{});
    return true;
  }
  Result<void, Failure> done;
  switch (job.kind) {
    case JobKind::kMatch:
      Match();
      break;
    case JobKind::kDecide:
      done = Decide();
      break;
    case JobKind::kPush:
      done = Push(job.number);
      break;
    case JobKind::kPushMedium:
      done = PushMedium(job.number);
      break;
    case JobKind::kAmend:
      done = Amend(job.number);
      break;
    case JobKind::kRetract:
      done = Retract(job.number);
      break;
    case JobKind::kExpire:
      Apply(flow::DeadlineCame{});
      break;
    case JobKind::kForget:
      Forget(job.number);
      break;
    case JobKind::kVerify:
    case JobKind::kFetch:
      return false;
  }
  if (!done) return Unexpected<Failure>(done.error());
  return true;
}

bool ItemProcessor::HoldsUpLine() const {
  return std::any_of(row_.jobs.begin(), row_.jobs.end(),
                     [](const Job& job) { return job.turn == Turn::kInOrder && job.due; });
}

void ItemProcessor::Apply(const flow::Event& event, bool learned) {
  if (learned) learned_.push_back(event);
  TakeOver(flow::Advance(row_, event, ports_.clock.Now(), Jitter(ports_.entropy), settings_.flow));
}

void ItemProcessor::TakeOver(flow::Next next) {
  if (!next.changed) return;
  const std::int64_t version = row_.version;
  row_ = std::move(next.row);
  row_.version = version;
  changed_ = true;
  destroy_ = destroy_ || next.destroy_content;
  lost_keys_.insert(lost_keys_.end(), next.lost_keys.begin(), next.lost_keys.end());
  if (next.link) link_ = std::move(next.link);
}

void ItemProcessor::Audit(std::string ev, std::string actor, int outcome, std::string what,
                          std::string reason) {
  audit_.push_back({std::move(ev),
                    std::move(actor),
                    outcome,
                    row_.patient,
                    std::move(what),
                    {},
                    std::move(reason),
                    ""});
}

void ItemProcessor::AuditPart(std::string ev, const FilingPart& part, std::string reason) {
  Audit(std::move(ev), "svc:forward", 0, part.reference, std::move(reason));
  audit_.back().version = part.version;
}

void ItemProcessor::RecordServer(const Failure& failure, const std::string& part,
                                 const std::string& stage, Reason reason) {
  decisions_.push_back(ToRecord(failure, part, stage, reason, ports_.clock.Now()));
}

void ItemProcessor::AuditMove(ItemStep& step) const {
  const Progress now = row_.progress();
  if (now != saved_.progress()) {
    step.audit.push_back({"message." + std::string(ToString(now)),
                          "svc:forward",
                          OutcomeOf(now),
                          row_.patient,
                          row_.key,
                          {},
                          std::string(ToString(row_.reason())),
                          ""});
  }
  if (step.link) {
    step.audit.push_back({"link.remembered",
                          "svc:match",
                          0,
                          step.link->patient,
                          step.link->conversation,
                          {},
                          "one-match",
                          ""});
  }
}

void ItemProcessor::LogOutcome(Progress before) const {
  const Progress now = row_.progress();
  if (now == before) return;
  ports_.log.Write(
      LogLevel::kInfo, LogEvent::kItemMoved,
      {{"item", row_.key}, {"progress", ToString(now)}, {"reason", ToString(row_.reason())}});
}

Result<void, Failure> ItemProcessor::Save() {
  // What was learned of the outside world is written down even when somebody else has the line now.
  bool lease_lost = false;
  for (int race = 0; changed_ && race < kRaces; ++race) {
    ItemStep step;
    step.before = saved_;
    step.after = row_;
    step.lease = lease_lost ? std::string() : lease_.owner();
    step.payload = payload_text_;
    step.payload_filing = payload_filing_;
    step.decisions = decisions_;
    step.destroy_content = destroy_;
    step.lost_keys = lost_keys_;
    step.link = link_;
    step.audit = audit_;
    AuditMove(step);
    const auto recorded = ports_.items.Record(step);
    if (recorded) {
      const Progress before = saved_.progress();
      ++row_.version;
      saved_ = row_;
      saved_at_ = ports_.clock.Steady();
      payload_stored_ = payload_stored_ || (payload_text_ && !payload_text_->empty());
      payload_text_.reset();
      decisions_.clear();
      audit_.clear();
      lost_keys_.clear();
      link_.reset();
      learned_.clear();
      destroy_ = changed_ = false;
      moved_ = true;
      LogOutcome(before);
      if (lease_lost) break;
      return {};
    }
    const FailureKind why = recorded.error().kind;
    if (why == FailureKind::kBusy && !learned_.empty() && !lease_lost) {
      lease_lost = true;
    } else if (why != FailureKind::kConflict) {
      return recorded;
    }
    if (auto again = Reload(); !again) return again;
  }
  if (lease_lost) return Fail(FailureKind::kBusy, "The lease of this conversation is lost.");
  if (!changed_) return {};
  return Fail(FailureKind::kBusy, "The item changes faster than it can be worked on.");
}

void ItemProcessor::SaveLearned() {
  if (!learned_.empty()) (void)Save();
}

// Somebody else changed the item: what was only concluded here is asked anew by its jobs; what was
// learned of the outside world is told to the item as it stands now.
Result<void, Failure> ItemProcessor::Reload() {
  auto found = ports_.items.Find(row_.key);
  if (!found) return Unexpected<Failure>(found.error());
  if (!*found) return Fail(FailureKind::kBusy, "The item is gone.");
  const std::vector<flow::Event> learned = std::exchange(learned_, {});
  saved_ = std::move(**found);
  saved_.content.clear();
  row_ = saved_;
  payload_.reset();
  payload_text_.reset();
  payload_stored_ = false;
  permitted_ = -1;
  lost_keys_.clear();
  link_.reset();
  destroy_ = changed_ = false;
  for (const flow::Event& event : learned) Apply(event, true);
  return {};
}

void ItemProcessor::Forget(int number) {
  const MediaRow* medium = FindMedia(row_, number);
  // What cannot be taken away now is found by the sweep: no row names it any more.
  if (medium != nullptr && !medium->object.empty()) (void)ports_.vault.Remove(medium->object);
  Apply(flow::Forgotten{number});
}

}  // namespace chartbridge::bridge::run
