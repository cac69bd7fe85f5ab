#include "connectors/api/item_explain.h"

#include "connectors/api/dead_letters.h"
#include "connectors/api/item_json.h"
#include "fhir/json/parse.h"

namespace chartbridge {
namespace {

using bridge::DecisionRecord;
using bridge::Filing;
using bridge::FilingPart;
using bridge::ItemRow;
using bridge::Language;
using bridge::Reason;
using fhir::json::Array;
using fhir::json::Value;

Value OrNull(std::string_view text) { return text.empty() ? Value() : Value(text); }
Value OrNull(const std::optional<Instant>& at) { return at ? Value(ToInstantText(*at)) : Value(); }

std::string_view WhyOf(Reason reason) {
  return bridge::SentenceOf(reason, Language::kEnglish, false);
}

// "held (type-refused)".
std::string Stands(std::string_view state, Reason reason) {
  const std::string_view word = bridge::ToString(reason);
  return std::string(state) + (word.empty() ? "" : " (" + std::string(word) + ")");
}

struct Status {
  std::string word;
  std::string code;  // the provider's, of an error; "" for none
  Instant at;
};

std::optional<Status> ReadStatus(const ItemRow& row, const bridge::Channels& channels) {
  const auto item = ReadItem(row, channels);
  const auto* receipt = item ? std::get_if<mappings::Receipt>(&item->body) : nullptr;
  if (receipt == nullptr) return std::nullopt;
  const Value& code = item->content["item"]["errors"].at(0)["code"];
  return Status{receipt->status, code.is_number() ? code.number()->text : code.text(),
                row.sent.value_or(row.received)};
}

Array StatusesJson(const Explained& explained, const bridge::Channels& channels) {
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

Value DecisionJson(const DecisionRecord& decision) {
  Value one;
  one.Set("part", decision.part);
  one.Set("stage", decision.stage);
  one.Set("decision", decision.decision);
  one.Set("reason", OrNull(bridge::ToString(decision.reason)));
  Array basis;
  for (const std::string& consent : decision.basis) basis.emplace_back(consent);
  one.Set("basis", std::move(basis));
  if (const auto because = fhir::json::Parse(decision.because)) one.Set("because", *because);
  if (const auto refusal = bridge::run::ReadRefusal(decision)) {
    one.Set("status", refusal->status > 0 ? Value(refusal->status) : Value());
    one.Set("request", OrNull(refusal->request_id));
    one.Set("issues", IssuesJson(refusal->issues));
    one.Set("diagnostics", OrNull(refusal->diagnostics));
  }
  one.Set("at", ToInstantText(decision.at));
  return one;
}

Value LinkJson(const bridge::PatientLink& link) {
  Value json;
  json.Set("patient", link.patient);
  json.Set("confirmed_by", link.confirmed_by);
  json.Set("confirmed_at", ToInstantText(link.confirmed_at));
  return json;
}

std::string RefusalText(const bridge::run::ServerRefusal& refusal) {
  std::string text;
  if (refusal.status > 0) text += ", HTTP " + std::to_string(refusal.status);
  for (const Issue& issue : refusal.issues) {
    text += ", " + issue.code;
    if (!issue.expression.empty()) text += " at " + issue.expression;
  }
  if (!refusal.request_id.empty()) text += ", request " + refusal.request_id;
  if (!refusal.diagnostics.empty()) text += "\n  the EHR's own words: " + refusal.diagnostics;
  return text;
}

std::string DecisionText(const DecisionRecord& decision) {
  std::string text = ToInstantText(decision.at) + "  " + decision.stage + " " + decision.part +
                     ": " + decision.decision;
  const std::string_view reason = bridge::ToString(decision.reason);
  if (!reason.empty()) text += ", " + std::string(reason);
  for (const std::string& consent : decision.basis) text += ", " + consent;
  const auto refusal = bridge::run::ReadRefusal(decision);
  return text + (refusal ? RefusalText(*refusal) : "") + "\n";
}

std::string FilingText(const Filing& filing) {
  std::string text = "filing " + std::to_string(filing.number) + " for " + filing.patient + ": " +
                     Stands(bridge::ToString(filing.state), filing.reason);
  if (filing.attempts > 0) text += ", " + std::to_string(filing.attempts) + " failed tries";
  if (filing.maybe_sent) text += ", it may have been sent and is looked up first";
  text += "\n";
  for (const FilingPart& part : filing.parts) {
    text += "  " + part.part + "  " + std::string(bridge::ToString(part.state));
    if (!part.reference.empty()) text += "  " + part.reference;
    if (!part.version.empty()) text += "/_history/" + part.version;
    text += "\n";
  }
  return text;
}

std::string MediumText(const bridge::MediaRow& medium) {
  std::string text =
      PartOf(medium) + ": " + Stands(bridge::ToString(medium.progress), medium.reason);
  if (medium.attempts > 0) text += ", " + std::to_string(medium.attempts) + " failed tries";
  if (medium.deadline && medium.progress == bridge::MediaProgress::kHeld)
    text += ", held until " + ToDateTimeText(*medium.deadline);
  text += "\n";
  const std::string_view why = WhyOf(medium.reason);
  return why.empty() ? text : text + "  " + std::string(why) + "\n";
}

}  // namespace

Value FilingJson(const Filing& filing) {
  Array parts;
  for (const FilingPart& part : filing.parts) {
    Value one;
    one.Set("part", part.part);
    one.Set("type", part.type);
    one.Set("identity", part.identity);
    one.Set("reference", OrNull(part.reference));
    one.Set("version", OrNull(part.version));
    one.Set("state", bridge::ToString(part.state));
    parts.push_back(std::move(one));
  }
  Value json;
  json.Set("number", filing.number);
  json.Set("patient", OrNull(filing.patient));
  json.Set("state", bridge::ToString(filing.state));
  json.Set("reason", OrNull(bridge::ToString(filing.reason)));
  json.Set("attempts", filing.attempts);
  json.Set("first_tried", OrNull(filing.first_tried));
  json.Set("maybe_sent", filing.maybe_sent);
  json.Set("parts", std::move(parts));
  return json;
}

Value ExplainJson(const Explained& explained, const bridge::Channels& channels) {
  const ItemRow& row = explained.row;
  Value json = ToJson(row, channels);
  json.Set("why", WhyOf(row.reason()));
  json.Set("filing", row.filing());
  json.Set("attempts", row.attempts());
  json.Set("next_try", OrNull(row.due()));
  json.Set("content_destroyed", row.destroyed);
  Array filings;
  for (const Filing& filing : row.filings) filings.push_back(FilingJson(filing));
  json.Set("filings", std::move(filings));
  json.Set("statuses", StatusesJson(explained, channels));
  const auto refusal = LastRefusal(explained.decisions, "message");
  json.Set("status", refusal && refusal->status > 0 ? Value(refusal->status) : Value());
  json.Set("request", refusal ? OrNull(refusal->request_id) : Value());
  json.Set("issues", refusal ? IssuesJson(refusal->issues) : Array());
  json.Set("link", explained.link ? LinkJson(*explained.link) : Value());
  Array decisions;
  for (const DecisionRecord& one : explained.decisions) decisions.push_back(DecisionJson(one));
  json.Set("decisions", std::move(decisions));
  return json;
}

std::string ExplainText(const Explained& explained, const bridge::Channels& channels) {
  const ItemRow& row = explained.row;
  std::string text = ToLine(row, channels) + "\n";
  const std::string_view why = WhyOf(row.reason());
  if (!why.empty()) text += std::string(why) + "\n";
  if (row.destroyed) text += "Its content is destroyed.\n";
  if (row.deadline && row.progress() == bridge::Progress::kHeld)
    text += "Held until " + ToDateTimeText(*row.deadline) + ".\n";
  if (const auto due = row.due()) text += "Next try: " + ToDateTimeText(*due) + ".\n";
  if (explained.link)
    text += "Remembered: this contact is " + explained.link->patient + " (" +
            explained.link->confirmed_by + ").\n";
  for (const Filing& filing : row.filings) text += FilingText(filing);
  for (const bridge::MediaRow& medium : row.media) text += MediumText(medium);
  for (const ItemRow& one : explained.statuses) {
    const auto status = ReadStatus(one, channels);
    if (status)
      text += ToInstantText(status->at) + "  status " + status->word +
              (status->code.empty() ? "" : ", code " + status->code) + "\n";
  }
  for (const DecisionRecord& decision : explained.decisions) text += DecisionText(decision);
  for (const std::string& resource : row.resources()) text += "in the chart: " + resource + "\n";
  return text;
}

}  // namespace chartbridge
