#include "bridge/service/explain.h"

#include <algorithm>

#include "bridge/service/dead_letters.h"
#include "fhir/json/parse.h"

namespace chartbridge::bridge::service {
namespace {

using fhir::json::Array;
using fhir::json::Value;

constexpr std::size_t kMostStatuses = 500;

// For somebody who types commands.
std::string WhyOf(Reason reason) { return SentenceOf(reason, "en", false); }

// "held (type-refused)".
std::string Stands(std::string_view state, Reason reason) {
  const std::string_view word = ToString(reason);
  return std::string(state) + (word.empty() ? "" : " (" + std::string(word) + ")");
}

struct Status {
  std::string word;
  std::string code;  // the provider's, of an error; "" for none
  Instant at;
};

std::optional<Status> ReadStatus(const ItemRow& row, const Channels& channels) {
  const auto item = ReadItem(row, channels);
  const auto* receipt = item ? std::get_if<mappings::Receipt>(&item->body) : nullptr;
  if (receipt == nullptr) return std::nullopt;
  const Value& code = item->content["item"]["errors"].at(0)["code"];
  return Status{receipt->status, code.is_number() ? code.number()->text : code.text(),
                row.sent.value_or(row.received)};
}

Array StatusesJson(const Explained& explained, const Channels& channels) {
  Array all;
  for (const ItemRow& row : explained.statuses) {
    const auto status = ReadStatus(row, channels);
    if (!status) continue;
    Value one;
    one.Set("status", status->word);
    one.Set("code", OrNull(status->code));
    one.Set("at", ToInstantText(status->at));
    all.push_back(std::move(one));
  }
  return all;
}

bool IsOfTheGate(const DecisionRecord& decision) {
  return decision.stage != "match" && !run::ReadRefusal(decision);
}

Value DecisionJson(const DecisionRecord& decision) {
  const auto stored = fhir::json::Parse(decision.because);
  const Value none;
  const Value& because = stored && stored->is_object() ? (*stored)["because"] : none;
  const std::string text = stored && stored->is_object() ? (*stored)["text"].text() : "";
  Value one;
  one.Set("part", decision.part);
  one.Set("stage", decision.stage);
  one.Set("decision", decision.decision);
  one.Set("reason", ToString(decision.reason));
  one.Set("reason_text", text.empty() ? ReasonText(decision.reason) : text);
  one.Set("rule", OrNull(RuleOf(decision.reason)));
  one.Set("basis", TextList(decision.basis));
  one.Set("because", Array(because.items()));
  one.Set("at", ToInstantText(decision.at));
  return one;
}

Value RefusalJson(const std::string& stage, const run::ServerRefusal& refusal, bool diagnostics) {
  Value one;
  one.Set("part", refusal.part);
  one.Set("stage", stage);
  one.Set("reason", OrNull(ToString(refusal.reason)));
  one.Set("status", refusal.status > 0 ? Value(refusal.status) : Value());
  one.Set("request", OrNull(refusal.request_id));
  one.Set("outcome", IssuesJson(refusal.issues));
  one.Set("diagnostics", diagnostics ? OrNull(refusal.diagnostics) : Value());
  one.Set("at", ToInstantText(refusal.at));
  return one;
}

// What the directory answered last; null when it was not asked, or for those who see no patients.
Value MatchJson(const Explained& explained, Shown shown) {
  Value json;
  for (const DecisionRecord& decision : explained.decisions) {
    if (decision.stage != "match" || shown == Shown::kBare) continue;
    json.Set("decision", decision.decision);
    json.Set("reason", OrNull(ToString(decision.reason)));
    json.Set("patients", TextList(CandidatesOf({decision})));
    json.Set("at", ToInstantText(decision.at));
  }
  return json;
}

// Sentences in the order in which somebody would ask.
std::vector<std::string> Sentences(const Explained& explained) {
  const ItemRow& row = explained.row;
  std::vector<std::string> told;
  if (const auto why = ReasonText(row.reason()); !why.empty()) told.push_back(why);
  for (auto last = explained.decisions.rbegin(); last != explained.decisions.rend(); ++last) {
    if (last->stage == "match" || last->part != "message") continue;
    const std::string text = DecisionJson(*last)["reason_text"].text();
    if (!text.empty() && (told.empty() || told.front() != text)) told.push_back(text);
    break;
  }
  if (row.destroyed) told.emplace_back("Its content is destroyed; what happened stays on record.");
  for (const MediaRow& media : row.media) {
    std::string line =
        "File " + std::to_string(media.number) + " is " + std::string(ToString(media.progress));
    const auto why = ReasonText(media.reason);
    told.push_back(line + (why.empty() ? "." : ": " + why));
  }
  const auto resources = row.resources();
  if (row.progress() == Progress::kFiled && !resources.empty())
    told.push_back("It is in the chart as " + resources.front() + ".");
  return told;
}

std::string RefusalText(const run::ServerRefusal& refusal, bool diagnostics) {
  std::string text;
  if (refusal.status > 0) text += ", HTTP " + std::to_string(refusal.status);
  for (const Issue& issue : refusal.issues) {
    text += ", " + issue.code;
    if (!issue.expression.empty()) text += " at " + issue.expression;
  }
  if (!refusal.request_id.empty()) text += ", request " + refusal.request_id;
  if (diagnostics && !refusal.diagnostics.empty())
    text += "\n  the EHR's own words: " + refusal.diagnostics;
  return text;
}

std::string DecisionText(const DecisionRecord& decision, bool diagnostics) {
  std::string text = ToInstantText(decision.at) + "  " + decision.stage + " " + decision.part +
                     ": " + decision.decision;
  const std::string_view reason = ToString(decision.reason);
  if (!reason.empty()) text += ", " + std::string(reason);
  for (const std::string& consent : decision.basis) text += ", " + consent;
  const auto refusal = run::ReadRefusal(decision);
  return text + (refusal ? RefusalText(*refusal, diagnostics) : "") + "\n";
}

std::string FilingText(const Filing& filing) {
  std::string text = "filing " + std::to_string(filing.number) + " for " + filing.patient + ": " +
                     Stands(ToString(filing.state), filing.reason);
  if (filing.attempts > 0) text += ", " + std::to_string(filing.attempts) + " failed tries";
  if (filing.maybe_sent) text += ", it may have been sent and is looked up first";
  text += "\n";
  for (const FilingPart& part : filing.parts) {
    text += "  " + part.part + "  " + std::string(ToString(part.state));
    if (!part.reference.empty()) text += "  " + part.reference;
    if (!part.version.empty()) text += "/_history/" + part.version;
    text += "\n";
  }
  return text;
}

std::string MediumText(const MediaRow& medium) {
  std::string text = PartOf(medium) + ": " + Stands(ToString(medium.progress), medium.reason);
  if (medium.attempts > 0) text += ", " + std::to_string(medium.attempts) + " failed tries";
  if (medium.deadline && medium.progress == MediaProgress::kHeld)
    text += ", held until " + ToDateTimeText(*medium.deadline);
  text += "\n";
  const std::string why = WhyOf(medium.reason);
  return why.empty() ? text : text + "  " + why + "\n";
}

Value FilingJson(const Filing& filing) {
  Array parts;
  for (const FilingPart& part : filing.parts) {
    Value one;
    one.Set("part", part.part);
    one.Set("type", part.type);
    one.Set("identity", part.identity);
    one.Set("reference", OrNull(part.reference));
    one.Set("version", OrNull(part.version));
    one.Set("state", ToString(part.state));
    parts.push_back(std::move(one));
  }
  Value json;
  json.Set("number", filing.number);
  json.Set("patient", OrNull(filing.patient));
  json.Set("state", ToString(filing.state));
  json.Set("reason", OrNull(ToString(filing.reason)));
  json.Set("attempts", filing.attempts);
  json.Set("first_tried", InstantOrNull(filing.first_tried));
  json.Set("maybe_sent", filing.maybe_sent);
  json.Set("parts", std::move(parts));
  return json;
}

// Receipts about the item: they bear the id of their message.
Result<std::vector<ItemRow>, Failure> StatusesOf(const ItemPorts& ports, const ItemRow& row) {
  std::vector<ItemRow> statuses;
  const auto item = ReadItem(row, ports.channels);
  if (!item || !item->id) return statuses;
  ItemFilter filter;
  filter.kind = "status";
  filter.channel = row.channel;
  filter.provider_id = item->id->Reveal();
  filter.with_content = true;
  const auto listed = ports.queries.List(filter, [&](const ItemRow& one) {
    statuses.push_back(one);
    return statuses.size() < kMostStatuses;
  });
  if (!listed) return Unexpected<Failure>(listed.error());
  return statuses;
}

}  // namespace

Value LinkJson(const PatientLink& link) {
  Value json;
  json.Set("patient", link.patient);
  json.Set("by", IsByRule(link) ? "rule" : "person");
  json.Set("confirmed_by", link.confirmed_by);
  json.Set("confirmed_at", ToInstantText(link.confirmed_at));
  json.Set("without_number", link.without_number);
  return json;
}

Result<Explained, Failure> Explain(const ItemPorts& ports, ItemRow row) {
  auto decisions = ports.items.Decisions(row.key);
  if (!decisions) return Unexpected<Failure>(decisions.error());
  auto statuses = StatusesOf(ports, row);
  if (!statuses) return Unexpected<Failure>(statuses.error());
  std::optional<PatientLink> link;
  if (!row.conversation.empty()) {
    auto known = ports.links.Find(row.conversation);
    if (known) link = std::move(*known);
  }
  return Explained{std::move(row), std::move(*decisions), std::move(*statuses), std::move(link)};
}

bool HasDiagnostics(const Explained& explained) {
  return std::any_of(explained.decisions.begin(), explained.decisions.end(),
                     [](const DecisionRecord& one) {
                       const auto refusal = run::ReadRefusal(one);
                       return refusal && !refusal->diagnostics.empty();
                     });
}

Value ExplainJson(const Explained& explained, const Channels& channels, const ExplainView& view) {
  const ItemRow& row = explained.row;
  Value json = ItemJson(row, channels, view.shown);
  Array filings;
  Array decisions;
  Array refusals;
  for (const Filing& filing : row.filings) filings.push_back(FilingJson(filing));
  for (const DecisionRecord& one : explained.decisions) {
    if (const auto refusal = run::ReadRefusal(one))
      refusals.push_back(RefusalJson(one.stage, *refusal, view.diagnostics));
    if (IsOfTheGate(one)) decisions.push_back(DecisionJson(one));
  }
  const bool names = view.shown != Shown::kBare;
  json.Set("filing", row.filing());
  json.Set("next_try", InstantOrNull(row.due()));
  json.Set("content_destroyed", row.destroyed);
  json.Set("filings", std::move(filings));
  json.Set("statuses", StatusesJson(explained, channels));
  json.Set("link", explained.link && names ? LinkJson(*explained.link) : Value());
  json.Set("match", MatchJson(explained, view.shown));
  json.Set("decisions", std::move(decisions));
  json.Set("refusals", std::move(refusals));
  json.Set("text", TextList(Sentences(explained)));
  return json;
}

std::string ExplainText(const Explained& explained, const Channels& channels,
                        const ExplainView& view) {
  const ItemRow& row = explained.row;
  std::string text = ToLine(row, channels) + "\n";
  const std::string why = WhyOf(row.reason());
  if (!why.empty()) text += why + "\n";
  if (row.destroyed) text += "Its content is destroyed.\n";
  if (row.deadline && row.progress() == Progress::kHeld)
    text += "Held until " + ToDateTimeText(*row.deadline) + ".\n";
  if (const auto due = row.due()) text += "Next try: " + ToDateTimeText(*due) + ".\n";
  if (explained.link)
    text += "Remembered: this contact is " + explained.link->patient + " (" +
            explained.link->confirmed_by + ").\n";
  for (const Filing& filing : row.filings) text += FilingText(filing);
  for (const MediaRow& medium : row.media) text += MediumText(medium);
  for (const ItemRow& one : explained.statuses) {
    const auto status = ReadStatus(one, channels);
    if (status)
      text += ToInstantText(status->at) + "  status " + status->word +
              (status->code.empty() ? "" : ", code " + status->code) + "\n";
  }
  for (const DecisionRecord& decision : explained.decisions)
    text += DecisionText(decision, view.diagnostics);
  for (const std::string& resource : row.resources()) text += "in the chart: " + resource + "\n";
  return text;
}

}  // namespace chartbridge::bridge::service
