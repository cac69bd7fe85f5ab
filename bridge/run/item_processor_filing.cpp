// What ItemProcessor asks on the way of a filing: whose chart, may it, is it there, send, take
// back.
#include <algorithm>
#include <sstream>

#include "bridge/match/evidence.h"
#include "bridge/run/directory_cache.h"
#include "bridge/run/item_processor.h"
#include "bridge/run/media_parts.h"
#include "fhir/json/write.h"

namespace chartbridge::bridge::run {
namespace {

constexpr const char* kNumberChangedByRule = "rule:number-changed";

bool Forwards(const GateAnswer& answer) {
  return answer.disposition.fate == consent::DispositionKind::kForward;
}

// A no that will not turn into a yes by asking again.
bool IsOver(const GateAnswer& answer) { return !Forwards(answer) && !answer.disposition.retry; }

// Those that are known to stand there, for literal references.
std::vector<FilingPart> Standing(const Filing& filing) {
  std::vector<FilingPart> standing;
  for (const FilingPart& part : filing.parts) {
    const bool stands = part.state == PartState::kConfirmed || part.state == PartState::kAmended;
    if (stands && !part.reference.empty()) standing.push_back(part);
  }
  return standing;
}

const KnownPatient* FindPatient(const KnownPeople& people, const std::string& reference) {
  for (const KnownPatient& patient : people.patients) {
    const bool same = patient.reference == reference ||
                      std::count(patient.merged.begin(), patient.merged.end(), reference) > 0;
    if (same) return &patient;
  }
  return nullptr;
}

// As it is kept: its type, the names of its parts, its body.
std::string ToText(const Payload& payload) {
  std::string text = payload.type + "\n";
  for (const FilingPart& part : payload.parts) text += part.part + " ";
  return text + "\n" + payload.body;
}

std::optional<Payload> FromText(const std::string& text, const Filing& filing) {
  const std::size_t type_end = text.find('\n');
  const std::size_t parts_end = text.find('\n', type_end == text.npos ? type_end : type_end + 1);
  if (parts_end == text.npos) return std::nullopt;
  Payload payload;
  payload.type = text.substr(0, type_end);
  payload.body = text.substr(parts_end + 1);
  std::istringstream names(text.substr(type_end + 1, parts_end - type_end - 1));
  for (std::string name; names >> name;) {
    const auto known = std::find_if(filing.parts.begin(), filing.parts.end(),
                                    [&](const FilingPart& part) { return part.part == name; });
    if (known == filing.parts.end()) return std::nullopt;
    payload.parts.push_back(*known);
    payload.parts.back().state = PartState::kWanted;
  }
  return payload;
}

std::string CandidatesJson(const std::vector<std::string>& candidates) {
  fhir::json::Array all(candidates.begin(), candidates.end());
  return fhir::json::Write(fhir::json::Value(std::move(all)));
}

}  // namespace

// The contact said that the number went to somebody else: from now on it proves nothing, until a
// person confirms whose it is (finding C2).
bool ItemProcessor::RememberNumberChange() {
  if (!std::holds_alternative<mappings::NumberChange>(item_->body)) return false;
  match::Evidence evidence;
  evidence.why = Reason::kNumberChanged;
  Apply(flow::Matched{evidence});
  if (!row_.conversation.empty())
    link_ = PatientLink{row_.conversation, "", kNumberChangedByRule, ports_.clock.Now(), false};
  return true;
}

void ItemProcessor::Match() {
  if (RememberNumberChange()) return;
  const auto failed = [&](const Failure& failure) {
    ports_.log.Write(LogLevel::kWarning, LogEvent::kDirectoryFailed,
                     {{"item", row_.key}, {"kind", ToString(failure.kind)}});
    Apply(flow::MatchFailed{failure});
    RecordServer(failure, "message", "directory", row_.reason());
  };
  std::optional<match::Match> today;
  KnownPeople people;
  if (item_->contact.phone) {
    auto found = ports_.people.FindByPhone(*item_->contact.phone);
    if (!found) return failed(found.error());
    people = *std::move(found);
    today = match::MatchPatient(*item_->contact.phone, people, settings_.country);
  }
  std::optional<PatientLink> link;
  if (!row_.conversation.empty()) {
    auto remembered = ports_.links.Find(row_.conversation);
    // A link that another hand changed proves nothing; a store that fails says so at the next save.
    if (remembered) link = *std::move(remembered);
    if (!remembered && remembered.error().kind == FailureKind::kCorrupt) {
      Audit("link.refused", "svc:match", 8, row_.conversation, "tampered");
      match::Evidence evidence;
      evidence.why = Reason::kPatientUnresolved;
      return Apply(flow::Matched{evidence});
    }
  }
  std::optional<KnownPatient> linked;
  if (link && !link->patient.empty()) {
    if (const KnownPatient* there = FindPatient(people, link->patient)) {
      linked = *there;
    } else if (auto read = ports_.directory.Read(link->patient)) {
      linked = *std::move(read);
    } else if (read.error().kind != FailureKind::kNotFound) {
      return failed(read.error());
    }
  }
  const match::Evidence evidence =
      match::Weigh(today, people, link, linked, link && link->patient.empty());
  decisions_.push_back({"message",
                        "match",
                        evidence.decision,
                        evidence.why,
                        {},
                        CandidatesJson(evidence.candidates),
                        ports_.clock.Now()});
  Audit("message.matched", "svc:match", evidence.patient.empty() ? 4 : 0, row_.key,
        evidence.by_person ? "remembered-link" : "match-" + evidence.decision);
  Apply(flow::Matched{evidence});
  known_.reset();
  if (const KnownPatient* found = FindPatient(people, evidence.patient)) known_ = *found;
  if (!known_ && linked && linked->reference == evidence.patient) known_ = linked;
}

std::vector<GateContent> ItemProcessor::Contents() const {
  std::vector<GateContent> contents{{"message", "Communication", false, labels_}};
  for (const MediaRow& medium : row_.media) {
    if (IsOpen(medium))
      contents.push_back({MediaPart(medium.number), "DocumentReference", true, labels_});
  }
  return contents;
}

std::vector<GateAnswer> ItemProcessor::AskGate(const Filing& filing,
                                               std::vector<GateContent> contents,
                                               Freshness freshness, const std::string& stage) {
  GateRequest request;
  request.recipient = settings_.organization;
  if (known_ && known_->reference == filing.patient) {
    request.patient = *known_;
  } else {
    request.patient.reference = filing.patient;
    freshness = Freshness::kRead;
  }
  if (!filing.also_asked.empty()) {
    request.former_patient.emplace();
    request.former_patient->reference = filing.also_asked;
    freshness = Freshness::kRead;
  }
  request.data_time = row_.sent.value_or(row_.received);
  request.from_patient = item_->direction == mappings::Direction::kIn;
  request.contents = std::move(contents);
  std::vector<GateAnswer> answers = ports_.gate.Ask(request, freshness);
  for (const GateAnswer& answer : answers) {
    decisions_.push_back(ToRecord(answer, stage, ports_.clock.Now()));
    audit_.push_back(ToAudit(answer, filing.patient, row_.key));
  }
  return answers;
}

mappings::Context ItemProcessor::MakeContext(const Filing& filing) const {
  mappings::Context context;
  context.tenant = settings_.tenant;
  context.conversation = row_.conversation;
  context.patient = filing.patient;
  context.organization = settings_.organization;
  context.device = settings_.device;
  context.written_code = settings_.written_code;
  context.filing = filing.number;
  context.recorded = ports_.clock.Now();
  context.labels = labels_;
  context.consents = filing.basis;
  for (const MediaRow& medium : row_.media) context.media.push_back(ToMediaState(medium));
  if (item_->refers_to) {
    const auto target = ports_.items.FindByProviderId(row_.channel, item_->refers_to->Reveal());
    if (target && *target) context.target_filing = (*target)->filing();
  }
  return context;
}

std::vector<BinaryContent> ItemProcessor::Files(const std::vector<FilingPart>& parts,
                                                bool all) const {
  std::vector<BinaryContent> files;
  for (const MediaRow& medium : row_.media) {
    const bool here =
        medium.progress == MediaProgress::kStored || medium.progress == MediaProgress::kFiled;
    if (!here || medium.object.empty()) continue;
    const std::string part = "binary:" + std::to_string(medium.number);
    const auto planned = std::find_if(parts.begin(), parts.end(),
                                      [&](const FilingPart& one) { return one.part == part; });
    if (!all && planned == parts.end()) continue;
    files.push_back({part, planned == parts.end() ? "" : "Binary/" + planned->identity,
                     medium.content_type, medium.size, medium.object, medium.key_id});
  }
  return files;
}

bool ItemProcessor::Plan() {
  const Filing filing = *NewestFiling(row_);
  const mappings::Context context = MakeContext(filing);
  auto planned = ports_.ehr.Plan({*item_, context, std::nullopt, Files({}, true), {}});
  if (!planned) {
    Apply(flow::CannotPlan{filing.number, planned.error()});
    return false;
  }
  payload_ = *std::move(planned);
  payload_text_ = ToText(*payload_);
  payload_filing_ = filing.number;
  payload_stored_ = false;
  Audit("message.mapped", "svc:forward", 0, row_.key, "");
  Apply(flow::Planned{filing.number, payload_->parts});
  return true;
}

Result<void, Failure> ItemProcessor::Decide() {
  const Filing* filing = NewestFiling(row_);
  if (filing == nullptr || row_.state != Progress::kMatched) {
    Apply(flow::Unreadable{});  // a job without a filing: a defect, for a person to see
    return {};
  }
  const int number = filing->number;
  if (filing->state != FilingState::kPermitted || permitted_ != number) {
    const bool fresh_item =
        filing->attempts == 0 && row_.media.empty() && saved_.progress() == Progress::kParsed;
    const auto answers =
        AskGate(*filing, Contents(), fresh_item ? Freshness::kMayRecall : Freshness::kRead, "map");
    const bool look_first = IsOver(answers.front()) && filing->maybe_sent;
    if (look_first && !LookUp(number)) return {};
    Apply(flow::Decided{number, answers});
    filing = FindFiling(row_, number);
    if (filing == nullptr || filing->state != FilingState::kPermitted) return {};
    permitted_ = number;
  }
  (void)Plan();
  return {};
}

bool ItemProcessor::LookUp(int number) {
  const Filing* filing = FindFiling(row_, number);
  std::vector<FilingPart> parts;
  for (const FilingPart& part : filing->parts) {
    if (part.part != "thread") parts.push_back(part);
  }
  auto found = ports_.ehr.LookUp(parts);
  if (!found) {
    RecordServer(found.error(), "message", "ehr", flow::ReasonOfFailure(found.error().kind));
    if (filing->state == FilingState::kRetracting) {
      Apply(flow::Retracted{number, {{}, found.error()}});
    } else {
      Apply(flow::PushEnded{number, {{}, found.error()}, true});
    }
    return false;
  }
  const bool all = std::all_of(parts.begin(), parts.end(), [&](const FilingPart& part) {
    if (part.state == PartState::kEnteredInError) return true;
    return std::any_of(found->begin(), found->end(),
                       [&](const FilingPart& there) { return there.part == part.part; });
  });
  const bool was_filed = filing->state == FilingState::kFiled;
  Apply(flow::LookedUp{number, *found, all && !parts.empty()}, true);
  filing = FindFiling(row_, number);
  if (!was_filed && filing != nullptr && filing->state == FilingState::kFiled) {
    payload_text_ = "";
    payload_filing_ = number;
    for (const FilingPart& part : *found)
      Audit("ehr.create", "svc:forward", 0, part.reference, "looked-up");
  }
  return true;
}

Result<bool, Failure> ItemProcessor::EnsurePayload(const Filing& filing) {
  if (payload_ && payload_filing_ == filing.number) return true;
  if (filing.parts.empty()) return Plan();
  auto text = ports_.items.ReadPayload(row_.key, filing.number);
  if (!text) {
    if (text.error().kind != FailureKind::kNotFound) return Unexpected<Failure>(text.error());
    return Plan();
  }
  auto payload = FromText(*text, filing);
  if (!payload) return Plan();
  payload->files = Files(payload->parts, false);
  payload_ = std::move(*payload);
  payload_filing_ = filing.number;
  payload_stored_ = true;
  return true;
}

bool ItemProcessor::ServerIsWell(const SendOutcome& outcome) {
  if (!outcome.failure) return true;
  switch (outcome.failure->kind) {
    case FailureKind::kForbidden:
    case FailureKind::kNotOffered:
    case FailureKind::kNotFound:
      return ports_.ehr.Probe().has_value();
    default:
      return true;
  }
}

Result<void, Failure> ItemProcessor::Push(int number) {
  const Filing* filing = NewestFiling(row_);
  if (filing == nullptr || filing->number != number || row_.state != Progress::kMatched) {
    Apply(flow::Unreadable{});
    return {};
  }
  auto ready = EnsurePayload(*filing);
  if (!ready) return Unexpected<Failure>(ready.error());
  if (!*ready) return {};
  filing = FindFiling(row_, number);
  const std::vector<std::string> planned_basis = filing->basis;
  const auto answers = AskGate(*filing, Contents(), Freshness::kRead, "push");
  if (IsOver(answers.front()) && filing->maybe_sent) {
    if (!LookUp(number)) return {};
  }
  filing = FindFiling(row_, number);
  if (filing->state == FilingState::kFiled) return {};
  Apply(flow::Confirmed{number, answers});
  filing = FindFiling(row_, number);
  if (filing == nullptr || row_.state != Progress::kMatched) return {};
  if (filing->state == FilingState::kPermitted) {
    permitted_ = number;
    return {};  // a medium may not go any more: mapped anew by its job, right now
  }
  const bool goes = filing->state == FilingState::kMapped || filing->state == FilingState::kSent;
  if (!goes) return {};
  if (filing->maybe_sent) {
    if (!LookUp(number)) return {};
    filing = FindFiling(row_, number);
    if (filing->state != FilingState::kMapped) return {};
  }
  // The Provenance names the Consents that it leaves by (finding A15).
  if (filing->basis != planned_basis || !payload_) {
    if (!Plan()) return {};
  }
  Apply(flow::Leaving{number});
  if (!payload_stored_ && payload_) {
    payload_text_ = ToText(*payload_);
    payload_filing_ = number;
  }
  if (auto saved = Save(); !saved) return saved;
  // Somebody chose otherwise while it was being stored.
  filing = FindFiling(row_, number);
  if (filing == nullptr || filing->state != FilingState::kSent || !payload_) return {};
  if (lease_.lost()) return Fail(FailureKind::kBusy, "The lease of this conversation is lost.");
  const SendOutcome outcome = ports_.ehr.Send(*payload_);
  if (outcome.failure) {
    ++ports_.metrics.pushes_failed;
    ports_.log.Write(LogLevel::kWarning, LogEvent::kPushFailed,
                     {{"item", row_.key},
                      {"kind", ToString(outcome.failure->kind)},
                      {"status", std::int64_t(outcome.failure->http_status)}});
    Apply(flow::PushEnded{number, outcome, ServerIsWell(outcome)}, true);
    RecordServer(*outcome.failure, "message", "ehr", row_.reason());
  } else {
    Apply(flow::PushEnded{number, outcome, true}, true);
    payload_text_ = "";
    payload_filing_ = number;
  }
  for (const FilingPart& part : outcome.confirmed)
    Audit("ehr.create", "svc:forward", 0, part.reference, "");
  return {};
}

Result<void, Failure> ItemProcessor::Retract(int number) {
  const Filing* filing = FindFiling(row_, number);
  if (filing != nullptr && filing->state == FilingState::kFiled) return RetractMedia(number);
  if (filing == nullptr || filing->state != FilingState::kRetracting) {
    Apply(flow::NothingToRetract{number});
    return {};
  }
  if (changed_) {
    if (auto saved = Save(); !saved) return saved;
    filing = FindFiling(row_, number);
    if (filing == nullptr || filing->state != FilingState::kRetracting) return {};
  }
  // What an older version left in doubt has no list of parts: it is planned again to know them.
  if (filing->parts.empty() && item_) {
    const mappings::Context context = MakeContext(*filing);
    const auto planned = ports_.ehr.Plan({*item_, context, std::nullopt, Files({}, true), {}});
    if (planned) Apply(flow::PartsKnown{number, planned->parts});
    filing = FindFiling(row_, number);
  }
  const bool doubt = filing->maybe_sent ||
                     std::any_of(filing->parts.begin(), filing->parts.end(),
                                 [](const FilingPart& p) { return p.state == PartState::kSent; });
  if (doubt) {
    if (!LookUp(number)) return {};
    filing = FindFiling(row_, number);
    if (filing->state != FilingState::kRetracting) return {};
  }
  std::vector<FilingPart> standing;
  for (const FilingPart& part : filing->parts) {
    const bool stands = part.state == PartState::kConfirmed || part.state == PartState::kAmended;
    if (stands && part.part != "thread") standing.push_back(part);
  }
  const SendOutcome outcome = ports_.ehr.Retract(standing);
  if (outcome.failure) {
    RecordServer(*outcome.failure, "message", "ehr", flow::ReasonOfFailure(outcome.failure->kind));
  } else {
    ++ports_.metrics.filings_retracted;
  }
  for (const FilingPart& part : outcome.confirmed)
    Audit("ehr.update", "svc:forward", 0, part.reference, "entered-in-error");
  Apply(flow::Retracted{number, outcome}, true);
  return {};
}

// What a dropped medium may have left beside its message, which stays.
Result<void, Failure> ItemProcessor::RetractMedia(int number) {
  const Filing* filing = FindFiling(row_, number);
  std::vector<FilingPart> asked;
  std::vector<std::string> names;
  for (const MediaRow& medium : row_.media) {
    if (medium.progress != MediaProgress::kDropped) continue;
    for (const FilingPart& part : filing->parts) {
      if (!flow::IsOfMedium(part, medium.number) || part.state == PartState::kEnteredInError)
        continue;
      asked.push_back(part);
      names.push_back(part.part);
    }
  }
  if (changed_) {
    if (auto saved = Save(); !saved) return saved;
  }
  auto found = ports_.ehr.LookUp(asked);
  const SendOutcome outcome = found ? ports_.ehr.Retract(*found) : SendOutcome{{}, found.error()};
  if (outcome.failure)
    RecordServer(*outcome.failure, "message", "ehr", flow::ReasonOfFailure(outcome.failure->kind));
  for (const FilingPart& part : outcome.confirmed)
    Audit("ehr.update", "svc:forward", 0, part.reference, "entered-in-error");
  Apply(flow::MediaRetracted{number, std::move(names), outcome}, true);
  return {};
}

Result<void, Failure> ItemProcessor::Amend(int number) {
  const Filing* filing = FindFiling(row_, number);
  if (filing == nullptr || filing->state != FilingState::kFiled) {
    Apply(flow::Amended{number, {}});
    return {};
  }
  const auto answers =
      AskGate(*filing, {{"message", "Communication", false, labels_}}, Freshness::kRead, "amend");
  if (answers.front().disposition.retry) {
    Apply(flow::Amended{number, {{}, Failure{FailureKind::kUnreachable, "", {}, 0, {}, {}, {}}}});
    return {};
  }
  if (!Forwards(answers.front())) {  // what stands there stays as it is
    Apply(flow::Amended{number, {}});
    return {};
  }
  const mappings::Context context = MakeContext(*filing);
  const auto planned = ports_.ehr.PlanAmendment(
      {*item_, context, std::nullopt, Files(filing->parts, false), Standing(*filing)});
  if (!planned || planned->parts.empty()) {
    Apply(flow::Amended{number, {}});
    return {};
  }
  if (changed_) {
    if (auto saved = Save(); !saved) return saved;
  }
  const SendOutcome outcome = ports_.ehr.Amend(*planned);
  if (outcome.failure)
    RecordServer(*outcome.failure, "message", "ehr", flow::ReasonOfFailure(outcome.failure->kind));
  for (const FilingPart& part : outcome.confirmed)
    Audit("ehr.update", "svc:forward", 0, part.reference, "amended");
  Apply(flow::Amended{number, outcome}, true);
  return {};
}

Result<void, Failure> ItemProcessor::PushMedium(int number) {
  const Filing* filing = NewestFiling(row_);
  const MediaRow* medium = FindMedia(row_, number);
  const bool goes = filing != nullptr && filing->state == FilingState::kFiled &&
                    medium != nullptr && medium->progress == MediaProgress::kStored;
  if (!goes) {
    Apply(flow::NothingToPush{number});
    return {};
  }
  const std::string part = MediaPart(number);
  const auto answers =
      AskGate(*filing, {{part, "DocumentReference", true, labels_}}, Freshness::kRead, "push");
  Apply(flow::MediumConfirmed{number, answers.front()});
  if (!Forwards(answers.front())) return {};
  filing = NewestFiling(row_);
  medium = FindMedia(row_, number);
  mappings::Context context = MakeContext(*filing);
  context.consents = answers.front().decision.basis;
  auto planned = ports_.ehr.Plan({*item_, context, number, Files({}, true), Standing(*filing)});
  if (!planned) {
    Apply(flow::MediumCannotPlan{number, planned.error()});
    return {};
  }
  const auto ended = [&](const SendOutcome& outcome) {
    if (outcome.failure) {
      ++ports_.metrics.pushes_failed;
      ports_.log.Write(LogLevel::kWarning, LogEvent::kMediaFailed,
                       {{"item", row_.key}, {"kind", ToString(outcome.failure->kind)}});
      Apply(flow::MediumPushEnded{number, outcome, ServerIsWell(outcome)}, true);
      const MediaRow* now = FindMedia(row_, number);
      RecordServer(*outcome.failure, part, "ehr", now == nullptr ? Reason::kNone : now->reason);
    } else {
      Apply(flow::MediumPushEnded{number, outcome, true}, true);
      ++ports_.metrics.media_filed;
    }
    for (const FilingPart& one : outcome.confirmed)
      Audit("ehr.create", "svc:forward", 0, one.reference, "");
  };
  if (medium->maybe_sent) {
    auto there = ports_.ehr.LookUp(planned->parts);
    if (!there) {
      ended({{}, there.error()});
      return {};
    }
    if (there->size() >= planned->parts.size()) {
      ended({*there, std::nullopt});
      return {};
    }
    Apply(flow::MediumLookedUp{number, *there}, true);
  }
  Apply(flow::MediumLeaving{number, planned->parts});
  if (auto saved = Save(); !saved) return saved;
  medium = FindMedia(row_, number);
  const bool still = medium != nullptr && medium->progress == MediaProgress::kStored &&
                     NewestFiling(row_)->state == FilingState::kFiled;
  if (!still) return {};
  if (lease_.lost()) return Fail(FailureKind::kBusy, "The lease of this conversation is lost.");
  ended(ports_.ehr.Send(*planned));
  return {};
}

const Filing* ItemProcessor::ToVerify() const {
  for (const Job& job : row_.jobs) {
    if (job.kind == JobKind::kVerify && job.due && *job.due <= ports_.clock.Now())
      return FindFiling(row_, job.number);
  }
  return nullptr;
}

Result<void, Failure> ItemProcessor::Verify(const std::vector<ItemProcessor*>& others) {
  const Filing* filing = ToVerify();
  if (filing == nullptr || !ReadContent()) return {};
  const auto look = [](ItemProcessor& one) {
    const Filing& mine = *one.ToVerify();
    const std::size_t before = one.decisions_.size();
    const std::size_t audited = one.audit_.size();
    GateAnswer answer = one.AskGate(mine, {{"message", "Communication", false, one.labels_}},
                                    Freshness::kRead, "after")
                            .front();
    const bool same = answer.decision.basis == mine.basis && Forwards(answer);
    if (same || answer.disposition.retry) {  // nothing new is nothing to write down
      one.decisions_.resize(before);
      one.audit_.resize(audited);
    } else if (!Forwards(answer)) {
      one.Audit("delivered-after-change", "svc:decide", 8, one.row_.key, answer.decision.reason);
    }
    return answer;
  };
  const std::vector<std::string> basis = filing->basis;
  const int number = filing->number;
  const GateAnswer answer = look(*this);
  const bool unchanged = answer.decision.basis == basis && Forwards(answer);
  Apply(flow::Verified{number, answer});
  for (ItemProcessor* other : others) {
    const Filing* theirs = other->ToVerify();
    if (theirs == nullptr || !other->ReadContent()) continue;
    const bool same = unchanged && theirs->basis == basis;
    const int which = theirs->number;
    other->Apply(flow::Verified{which, same ? answer : look(*other)});
  }
  return {};
}

}  // namespace chartbridge::bridge::run
