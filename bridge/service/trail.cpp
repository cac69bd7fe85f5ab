#include "bridge/service/trail.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <tuple>

#include "bridge/audit/record_reader.h"
#include "bridge/service/item_json.h"
#include "fhir/json/parse.h"
#include "words/say.h"

namespace chartbridge::bridge::service {
namespace {

using audit::Finding;
using audit::Verdict;
using fhir::json::Array;
using fhir::json::Value;

constexpr int kMostLookedAt = 5000;
constexpr std::size_t kMostOfItem = 500;
constexpr int kMostItems = 1000;  // of a patient, looked at for their conversations
constexpr std::size_t kMostConversations = 20;
constexpr std::string_view kUser = "user:";

// The chain may have grown since its head was read; it may not be shorter, or end otherwise.
void CompareHead(const AuditHead& head, Verdict& verdict) {
  if (verdict.finding != Finding::kIntact || verdict.head.seq > head.seq) return;
  const std::string last = std::to_string(verdict.head.seq);
  if (verdict.head.seq < head.seq) {
    verdict.finding = Finding::kIncomplete;
    verdict.first_bad_seq = verdict.head.seq + 1;
    verdict.cause =
        words::Say("audit-head-beyond", {{"last", last}, {"seq", std::to_string(head.seq)}});
  } else if (verdict.head.hash != head.hash) {
    verdict.finding = Finding::kAltered;
    verdict.first_bad_seq = head.seq;
    verdict.cause = words::Say("audit-head-other", {{"seq", last}});
  }
}

bool IsRead(const std::string& event) {
  return event.starts_with("console.") || event.starts_with("launch.") || event == "audit.read" ||
         event == "ehr.read" || event == "ehr.search" || event.ends_with(".exported");
}

// What speaks of a patient: the patient, and the conversations that were matched to them.
Result<std::vector<std::string>, Failure> SubjectsOf(ItemQueries& queries,
                                                     const std::string& patient) {
  std::set<std::string> conversations;
  ItemFilter filter;
  filter.patient = patient;
  filter.limit = kMostItems;
  const auto listed = queries.List(filter, [&](const ItemRow& row) {
    if (!row.conversation.empty()) conversations.insert(row.conversation);
    return conversations.size() < kMostConversations;
  });
  if (!listed) return Unexpected<Failure>(listed.error());
  std::vector<std::string> subjects{patient};
  subjects.insert(subjects.end(), conversations.begin(), conversations.end());
  return subjects;
}

}  // namespace

void ChainCheck::Add(const AuditLink& link) {
  const auto fields = audit::ReadRecord(link.record);
  if (fields) {
    last_ = std::string(fields->chain);
    began_.try_emplace(last_, fields->t);
  }
  auto& verifier = verifiers_[last_];
  if (!verifier)
    verifier = std::make_unique<audit::ChainVerifier>(evidence_.anchors, evidence_.keys);
  verifier->Add(link);
}

Verdict ChainCheck::Finish() {
  Verdict worst;
  std::string newest;  // instants of one form: their order is that of their texts
  for (const audit::SignedAnchor& anchor : evidence_.anchors)
    newest = std::max(newest, anchor.anchor.t);
  bool anchored = !newest.empty() && !verifiers_.empty();
  const auto missing = [&](const std::string& chain, words::Code cause) {
    if (verifiers_.contains(chain) || worst.finding != Finding::kIntact) return;
    worst.finding = Finding::kIncomplete;
    worst.first_bad_seq = 0;
    worst.cause = words::Say(cause);
  };
  for (const auto& [chain, verifier] : verifiers_) {
    Verdict verdict = verifier->Finish();
    for (const AuditHead& head : heads_) {
      if (head.chain == chain) CompareHead(head, verdict);
    }
    // A writer that is new since the last anchor: its entries are behind it, like others'.
    anchored = anchored && (verdict.anchors > 0 || began_[chain] > newest);
    const std::int64_t links = worst.links + verdict.links;
    const std::int64_t anchors = worst.anchors + verdict.anchors;
    const std::int64_t behind = worst.behind + verdict.behind;
    if (worst.finding == Finding::kIntact || verdict.finding == Finding::kAltered) worst = verdict;
    worst.links = links;
    worst.anchors = anchors;
    worst.behind = behind;
  }
  for (const audit::SignedAnchor& anchor : evidence_.anchors)
    missing(anchor.anchor.chain, "audit-chain-missing");
  for (const AuditHead& head : heads_) missing(head.chain, "audit-chain-of-head-missing");
  if (worst.finding == Finding::kIntact && !anchored) {
    worst.finding = Finding::kIncomplete;
    worst.cause = words::Say("audit-nothing-anchors", {{"entries", std::to_string(worst.links)}});
  }
  return worst;
}

Result<Verdict, Failure> VerifyTrail(AuditTrail& trail, AuditEvidence evidence) {
  auto heads = trail.Heads();
  if (!heads) return Unexpected<Failure>(heads.error());
  ChainCheck check(std::move(evidence), std::move(*heads));
  const auto read = trail.Read(0, [&](const AuditLink& link) {
    check.Add(link);
    return true;
  });
  if (!read) return Unexpected<Failure>(read.error());
  return check.Finish();
}

Value VerdictJson(const Verdict& verdict) {
  Value json;
  json.Set("intact", verdict.finding == Finding::kIntact);
  json.Set("code", int(verdict.finding));
  json.Set("first_bad", verdict.first_bad_seq < 0 ? Value() : Value(verdict.first_bad_seq));
  json.Set("cause", OrNull(InEnglish(verdict.cause)));
  json.Set("entries", verdict.links);
  json.Set("anchors", verdict.anchors);
  json.Set("behind", verdict.behind);
  json.Set("head", verdict.head.hash);
  json.Set("fingerprint", verdict.head.hash.substr(0, 16));
  return json;
}

std::string VerdictSentence(const Verdict& verdict) {
  const std::string entries = std::to_string(verdict.links) + " entries";
  if (verdict.finding == Finding::kIntact) {
    return "intact: " + entries + ", " + std::to_string(verdict.anchors) + " anchors, " +
           std::to_string(verdict.behind) + " entries behind the last of them, head " +
           verdict.head.hash.substr(0, 16);
  }
  std::string cause = InEnglish(verdict.cause);
  // In the manner of «intact: …», as contract.md has it.
  if (!cause.empty()) cause.front() = char(std::tolower(cause.front()));
  if (verdict.first_bad_seq < 0) return cause;
  return "entry " + std::to_string(verdict.first_bad_seq) + ": " + cause;
}

Result<Page<TrailEntry>, Failure> ReadTrail(AuditTrail& trail, const std::string& subject,
                                            const PageRequest& request, const KeepEntry& keep) {
  Page<TrailEntry> page;
  int looked_at = 0;
  const auto visit = [&](const AuditLink& link) {
    auto record = fhir::json::Parse(link.record);
    if (record && keep(*record)) page.rows.push_back({link, std::move(*record), subject});
    const bool full = page.rows.size() == std::size_t(request.limit);
    if (!full && ++looked_at < kMostLookedAt) return true;
    if (link.seq > 0) page.next = link.seq;
    return false;
  };
  const auto read = subject.empty() ? trail.ReadBack(request.before, visit)
                                    : trail.ReadAbout(subject, request.before, visit);
  if (!read) return Unexpected<Failure>(read.error());
  return page;
}

Result<Page<TrailEntry>, Failure> WhoRead(AuditTrail& trail, ItemQueries& queries,
                                          const std::string& patient, const PageRequest& request,
                                          const KeepEntry& keep) {
  const auto subjects = SubjectsOf(queries, patient);
  if (!subjects) return Unexpected<Failure>(subjects.error());
  Page<TrailEntry> all;
  for (const std::string& subject : *subjects) {
    auto some = ReadTrail(trail, subject, request, [&](const Value& record) {
      return IsRead(record["ev"].text()) && keep(record);
    });
    if (!some) return Unexpected<Failure>(some.error());
    std::move(some->rows.begin(), some->rows.end(), std::back_inserter(all.rows));
    if (some->next) all.next = std::max(all.next.value_or(0), *some->next);
  }
  std::sort(all.rows.begin(), all.rows.end(), [](const TrailEntry& left, const TrailEntry& right) {
    return left.link.seq > right.link.seq;
  });
  if (all.rows.size() > std::size_t(request.limit)) {
    all.rows.resize(std::size_t(request.limit));
    all.next = std::max(all.next.value_or(0), all.rows.back().link.seq);
  }
  // Rows below the cursor come again on the next page, so they are left to it.
  if (all.next)
    std::erase_if(all.rows, [&](const TrailEntry& entry) { return entry.link.seq < *all.next; });
  return all;
}

Result<std::vector<TrailEntry>, Failure> EntriesOf(AuditTrail& trail, const ItemRow& row) {
  std::vector<TrailEntry> entries;
  std::vector<std::string> things = row.resources();
  things.push_back(row.key);
  const std::string subject = SubjectOf(row);
  for (const std::string& thing : things) {
    std::size_t read_of = 0;
    const auto read = trail.ReadAbout(thing, 0, [&](const AuditLink& link) {
      if (auto record = fhir::json::Parse(link.record))
        entries.push_back({link, std::move(*record), subject});
      return ++read_of < kMostOfItem;
    });
    if (!read) return Unexpected<Failure>(read.error());
  }
  std::stable_sort(entries.begin(), entries.end(),
                   [](const TrailEntry& left, const TrailEntry& right) {
                     return std::tie(left.record["t"].text(), left.link.seq) <
                            std::tie(right.record["t"].text(), right.link.seq);
                   });
  if (entries.size() > kMostOfItem)
    entries.erase(entries.begin(), entries.end() - std::ptrdiff_t(kMostOfItem));
  return entries;
}

std::string SubjectOf(const ItemRow& row) {
  return row.patient.empty() ? row.conversation : row.patient;
}

AuditEntry DiagnosticsViewed(const ItemRow& row, const std::string& actor) {
  return {"console.diagnostics.viewed", actor, 0, SubjectOf(row), row.key, {}, "", ""};
}

Value TrailView::NameOf(const std::string& actor) {
  if (!actor.starts_with(kUser)) return {};
  const auto known = names_.find(actor);
  if (known != names_.end()) return known->second;
  const auto account = people_.ReadAccount(actor.substr(kUser.size()));
  return names_[actor] = account ? OrNull(account->display_name) : Value();
}

Value TrailView::Json(const TrailEntry& entry) {
  const Value& record = entry.record;
  const std::string& event = record["ev"].text();
  const std::string& whom = entry.subject.empty() ? record["subject"].text() : entry.subject;
  Value json;
  json.Set("seq", entry.link.seq);
  json.Set("at", record["t"].text());
  json.Set("event", event);
  json.Set("actor", record["actor"].text());
  json.Set("actor_name", NameOf(record["actor"].text()));
  json.Set("outcome", record["outcome"].integer().value_or(0));
  // A verification speaks of the trail itself, of nobody.
  json.Set("subject", event == "audit.verified" ? Value() : OrNull(whom));
  json.Set("what", OrNull(record["what"].text()));
  json.Set("version", OrNull(record["version"].text()));
  json.Set("basis", Array(record["basis"].items()));
  json.Set("reason", OrNull(record["reason"].text()));
  return json;
}

}  // namespace chartbridge::bridge::service
