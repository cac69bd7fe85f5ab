#include "bridge/run/item_run.h"

#include <algorithm>
#include <chrono>

#include "bridge/run/filer.h"
#include "bridge/run/refusal.h"
#include "fhir/json/parse.h"
#include "fhir/json/write.h"
#include "mappings/to_bundle.h"

namespace chartbridge::bridge::run {
namespace {

using flow::Effect;
using flow::Step;

flow::Standing StandingOf(const ItemRow& row) {
  flow::Standing standing;
  standing.progress = row.progress;
  standing.reason = row.reason;
  standing.patient = row.patient;
  standing.filing = row.filing;
  standing.attempts = row.attempts;
  standing.due = row.due;
  standing.deadline = row.deadline;
  // Resources are named from Filed until they are retracted; elsewhere they are a former filing's.
  standing.filed_elsewhere =
      row.progress != Progress::kFiled && row.filing > 0 && !row.resources.empty();
  return standing;
}

bool IsStored(const MediaRow& media) { return media.progress == MediaProgress::kStored; }

}  // namespace

ItemRun::ItemRun(const Ports& ports, const RunSettings& settings, PatientBook& book,
                 std::optional<LastRead>& last_read, std::string worker, ItemRow row)
    : ports_(ports),
      settings_(settings),
      book_(book),
      last_read_(&last_read),
      worker_(std::move(worker)),
      row_(std::move(row)),
      standing_(StandingOf(row_)),
      saved_progress_(row_.progress) {}

Result<flow::Standing, Failure> ItemRun::Go() {
  const bool rests =
      standing_.progress == Progress::kHeld || standing_.progress == Progress::kFailed;
  const bool ends = rests && standing_.deadline && *standing_.deadline <= ports_.clock.Now();
  if (!ends) {
    const auto content = fhir::json::Parse(row_.content);
    const auto parser = ports_.channels.find(row_.channel);
    auto item = content && parser != ports_.channels.end()
                    ? parser->second->Read(row_.channel, row_.received, *content)
                    : Result<mappings::Item, Issue>(
                          Fault("structure", "", "the stored item cannot be read"));
    if (!item) return GiveUpUnreadable();
    item_ = std::move(*item);
    if (const auto* message = std::get_if<mappings::Message>(&item_.body))
      labels_ = ports_.labeller.Label(*message);
  }
  if (standing_.progress == Progress::kFiled) {
    if (auto filed = FileLateMedia(); !filed) return Unexpected<Failure>(filed.error());
    return standing_;
  }
  flow::Next next = flow::Advance(standing_, flow::Begin{}, ports_.clock.Now(), settings_.flow);
  standing_ = next.standing;
  std::vector<Effect> effects = std::move(next.effects);
  while (!effects.empty()) {
    const Effect effect = effects.front();
    effects.erase(effects.begin());
    // The Bundle is in the outbox, and the retraction known, before anything is sent.
    if (effect == Effect::kPush || effect == Effect::kRetract) {
      if (auto saved = Save(); !saved) return Unexpected<Failure>(saved.error());
    }
    const auto event = Perform(effect);
    if (!event) continue;
    next = flow::Advance(standing_, *event, ports_.clock.Now(), settings_.flow);
    standing_ = next.standing;
    effects = std::move(next.effects);
  }
  if (standing_.progress == Progress::kFiled &&
      std::any_of(row_.media.begin(), row_.media.end(), IsStored)) {
    standing_.due = ports_.clock.Now();
  }
  if (auto saved = Save(); !saved) return Unexpected<Failure>(saved.error());
  return standing_;
}

Result<flow::Standing, Failure> ItemRun::GiveUpUnreadable() {
  const char* const kReason = "stored-item-unreadable";
  standing_.due.reset();
  // What is filed stays so; only its photo cannot follow.
  if (standing_.progress == Progress::kFiled) {
    for (MediaRow& media : row_.media) {
      if (IsStored(media)) Change({media.number, MediaProgress::kFailed, kReason, {}, {}, false});
    }
  } else {
    standing_.progress = Progress::kFailed;
    standing_.reason = kReason;
  }
  if (auto saved = Save(); !saved) return Unexpected<Failure>(saved.error());
  return standing_;
}

std::optional<flow::Event> ItemRun::Perform(Effect effect) {
  switch (effect) {
    case Effect::kFindPatient:
      return FindPatient();
    case Effect::kRememberLink:
      RememberLink();
      return std::nullopt;
    case Effect::kRetract:
      return Retract();
    case Effect::kAskGate:
      return AskGate();
    case Effect::kFetchMedia:
      SetMedia(MediaProgress::kWaiting, MediaProgress::kPending);
      return std::nullopt;
    case Effect::kLeaveMedia:
      SetMedia(MediaProgress::kPending, MediaProgress::kWaiting);
      return std::nullopt;
    case Effect::kMap:
      return Map();
    case Effect::kPush:
      return Push();
    case Effect::kDestroyContent:
      destroy_ = true;
      DestroyMedia();
      return std::nullopt;
  }
  return std::nullopt;
}

flow::StepFailed ItemRun::Failed(Step step, const Failure& failure) {
  return {step, failure, Jitter(ports_.entropy)};
}

std::optional<flow::Event> ItemRun::FindPatient() {
  auto link = ports_.ledger.FindLink(row_.conversation);
  if (!link) return Failed(Step::kFindPatient, link.error());
  if (*link) {
    auto known = book_.Read((*link)->patient);
    if (known && known->active) {
      patient_ = *known;
      link_known_ = true;
      Audit("message.matched", "svc:match", 0, row_.key, "remembered-link");
      return flow::LookedUp{match::One{known->reference}};
    }
    if (!known && known.error().kind != FailureKind::kNotFound)
      return Failed(Step::kFindPatient, known.error());
  }
  match::Match found = match::None{};
  if (item_.contact.phone) {
    auto people =
        ports_.directory.FindByPhone(match::Spellings(*item_.contact.phone, settings_.country));
    if (!people) {
      ports_.log.Write(LogLevel::kWarning, LogEvent::kDirectoryFailed,
                       {{"kind", ToString(people.error().kind)}});
      return Failed(Step::kFindPatient, people.error());
    }
    found = match::MatchPatient(*item_.contact.phone, *people, settings_.country);
  }
  DecisionRecord record{"message", "match", "none", "", {}, "", ports_.clock.Now()};
  fhir::json::Array candidates;
  if (const auto* one = std::get_if<match::One>(&found))
    record.decision = "one", candidates.emplace_back(one->patient);
  if (const auto* several = std::get_if<match::Several>(&found)) {
    record.decision = "several";
    candidates.assign(several->patients.begin(), several->patients.end());
  }
  if (std::holds_alternative<match::Staff>(found)) record.decision = "staff";
  record.because = fhir::json::Write(fhir::json::Value(std::move(candidates)));
  decisions_.push_back(record);
  Audit("message.matched", "svc:match", record.decision == "one" ? 0 : 4, row_.key,
        "match-" + record.decision);
  return flow::LookedUp{std::move(found)};
}

void ItemRun::RememberLink() {
  if (link_known_) return;
  // Failing to remember costs one more look-up next time, nothing else.
  const PatientLink link{row_.conversation, standing_.patient, "rule:one-match",
                         ports_.clock.Now()};
  (void)ports_.ledger.Remember(link, {{"link.remembered",
                                       "svc:match",
                                       0,
                                       standing_.patient,
                                       row_.conversation,
                                       {},
                                       "one-match",
                                       ""}});
}

mappings::Context ItemRun::MakeContext(bool with_ready) {
  mappings::Context context;
  context.tenant = settings_.tenant;
  context.conversation = row_.conversation;
  context.patient = standing_.patient;
  context.organization = settings_.organization;
  context.device = settings_.device;
  context.written_code = settings_.written_code;
  context.filing = standing_.filing;
  context.recorded = ports_.clock.Now();
  context.labels = labels_;
  for (const DecisionRecord& decision : decisions_) {
    const bool of_gate = decision.stage == "map" || decision.stage == "push";
    if (decision.part == "message" && of_gate) context.consents = decision.basis;
  }
  for (const MediaRow& media : row_.media) context.media.push_back(ToMediaState(media, with_ready));
  if (item_.refers_to) {
    const auto target = ports_.ledger.FindByProviderId(row_.channel, item_.refers_to->Reveal());
    if (target && *target) context.target_filing = (*target)->filing;
  }
  return context;
}

std::optional<flow::Event> ItemRun::Map() {
  const auto mapped = mappings::ToBundle(item_, MakeContext(true));
  if (!mapped) return flow::CannotMap{mapped.error()};
  outbox_ = fhir::json::Write(mapped->bundle);
  Audit("message.mapped", "svc:forward", 0, row_.key, "");
  return flow::WasMapped{};
}

std::optional<flow::Event> ItemRun::Push() {
  // An earlier run that got as far as a patient may have sent it, whatever became of the item
  // since.
  const bool maybe_sent = standing_.attempts > 0 || !row_.patient.empty();
  Result<std::string, Failure> text = stored_outbox_ && outbox_
                                          ? Result<std::string, Failure>(*outbox_)
                                          : ports_.ledger.ReadOutbox(row_.key);
  if (!text) return Failed(Step::kPush, text.error());
  auto bundle = fhir::json::Parse(*text);
  if (!bundle)
    return flow::StepFailed{Step::kPush,
                            {FailureKind::kRefused, "the outbox cannot be read", {}, 0, {}}};
  const Filing filing{std::move(*bundle), EnclosuresIn(*text, row_, item_, MakeContext(true))};
  auto filed = ports_.ehr.File(filing, maybe_sent);
  if (!filed) {
    ++ports_.metrics.pushes_failed;
    ports_.log.Write(LogLevel::kWarning, LogEvent::kPushFailed,
                     {{"item", row_.key},
                      {"kind", ToString(filed.error().kind)},
                      {"status", std::int64_t(filed.error().http_status)}});
    if (!flow::NextAttempt(filed.error(), standing_.attempts + 1, 0.5))
      decisions_.push_back(ToRecord(filed.error(), ports_.clock.Now()));
    return Failed(Step::kPush, filed.error());
  }
  return Pushed(*filed, filing.enclosures);
}

flow::WasPushed ItemRun::Pushed(const Filed& filed, const std::vector<Enclosure>& enclosures) {
  resources_ = filed.resources;
  outbox_ = "";
  for (MediaRow& media : row_.media) {
    const bool enclosed = std::any_of(enclosures.begin(), enclosures.end(),
                                      [&](const Enclosure& e) { return e.object == media.object; });
    if (enclosed) Change({media.number, MediaProgress::kFiled, "", {}, filed.resources, false});
  }
  for (const std::string& resource : filed.resources)
    Audit("ehr.create", "svc:forward", 0, resource, "");
  return {};
}

std::optional<flow::Event> ItemRun::Retract() {
  const auto done = ports_.ehr.Retract(row_.resources);
  if (!done) return Failed(Step::kPush, done.error());
  for (const std::string& resource : row_.resources)
    Audit("ehr.update", "svc:forward", 0, resource, "entered-in-error");
  resources_ = std::vector<std::string>{};
  for (MediaRow& media : row_.media) {
    if (media.progress == MediaProgress::kFiled)
      Change({media.number, MediaProgress::kStored, "", {}, {}, false});
  }
  return flow::WasRetracted{};
}

void ItemRun::Audit(std::string ev, std::string actor, int outcome, std::string what,
                    std::string reason) {
  audit_.push_back({std::move(ev),
                    std::move(actor),
                    outcome,
                    standing_.patient,
                    std::move(what),
                    {},
                    std::move(reason),
                    ""});
}

void ItemRun::Tell() {
  ports_.log.Write(LogLevel::kInfo, LogEvent::kItemMoved,
                   {{"item", row_.key},
                    {"progress", ToString(standing_.progress)},
                    {"reason", standing_.reason}});
  if (standing_.progress == Progress::kFiled) ++ports_.metrics.items_filed;
  if (standing_.progress == Progress::kHeld) ++ports_.metrics.items_held;
  if (standing_.progress == Progress::kDropped) ++ports_.metrics.items_dropped;
  if (standing_.progress == Progress::kFailed) ++ports_.metrics.items_failed;
}

Result<void, Failure> ItemRun::Save() {
  const bool moved = standing_.progress != saved_progress_;
  if (moved) {
    Audit("message." + std::string(ToString(standing_.progress)), "svc:forward",
          standing_.progress == Progress::kHeld      ? 4
          : standing_.progress == Progress::kDropped ? 8
                                                     : 0,
          row_.key, standing_.reason);
  }
  Transition step;
  step.key = row_.key;
  step.worker = worker_;
  step.from = saved_progress_;
  step.to = standing_.progress;
  step.reason = standing_.reason;
  step.patient = standing_.patient;
  step.filing = standing_.filing;
  step.due = standing_.due;
  step.deadline = standing_.deadline;
  step.attempts = standing_.attempts;
  step.outbox = outbox_;
  step.resources = resources_;
  step.media = std::exchange(media_changes_, {});
  step.decisions = std::exchange(decisions_, {});
  step.destroy_content = destroy_;
  step.audit = std::exchange(audit_, {});
  auto recorded = ports_.ledger.Record(step);
  if (!recorded) return recorded;
  if (moved) Tell();
  saved_progress_ = standing_.progress;
  if (outbox_ && !outbox_->empty()) stored_outbox_ = true;
  if (resources_) row_.resources = *resources_;
  return {};
}

}  // namespace chartbridge::bridge::run
