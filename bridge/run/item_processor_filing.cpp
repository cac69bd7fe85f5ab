// What ItemProcessor asks on the way of a filing: whose chart, may it, is it there, send, take
// back.
#include <algorithm>
#include <sstream>

#include "bridge/run/item_processor.h"
#include "bridge/run/media_parts.h"
#include "fhir/json/write.h"

namespace chartbridge::bridge::run {
namespace {

// A no that will not turn into a yes by asking again.
bool IsOver(const GateAnswer& answer) { return !MayLeave(answer) && !answer.disposition.retry; }

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

}  // namespace

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
  if (row_.matched_by == MatchedBy::kRule) context.contact = filing.patient;
  context.organization = settings_.organization;
  context.device = settings_.device;
  context.written_code = settings_.written_code;
  context.language = settings_.language;
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
    for (const FilingPart& part : *found) AuditPart("ehr.create", part, "looked-up");
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
  const bool on_its_way =
      filing != nullptr && filing->number == number && row_.state == Progress::kMatched &&
      (filing->state == FilingState::kMapped || filing->state == FilingState::kSent);
  if (!on_its_way) {
    Apply(flow::NothingToSend{number});
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
  for (const FilingPart& part : outcome.confirmed) AuditPart("ehr.create", part, "");
  return {};
}

}  // namespace chartbridge::bridge::run
