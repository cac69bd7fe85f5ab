// Checking the chain while the service runs: the same verifier as `audit verify`.
#include <map>
#include <memory>

#include "bridge/audit/record_reader.h"
#include "bridge/audit/verify.h"
#include "connectors/api/audit_pages.h"
#include "connectors/api/audit_view.h"
#include "connectors/api/seen.h"
#include "fhir/json/parse.h"

namespace chartbridge::api {
namespace {

namespace audit = bridge::audit;
using bridge::AuditLink;
using fhir::json::Value;

struct Outcome {
  bool intact = true;
  std::int64_t entries = 0;
  std::int64_t first_bad = -1;
  std::string cause;
  std::string head;
};

// Several writers make several chains (design.md section 5); each is checked by itself.
class Chains {
 public:
  explicit Chains(const AuditEvidence& evidence) : keys_(evidence.keys) {
    for (const std::string& line : evidence.anchor_lines) {
      auto anchor = audit::ReadAnchorLine(line);
      if (anchor) anchors_.push_back(std::move(*anchor));
    }
  }

  void Add(const AuditLink& link) {
    const auto fields = audit::ReadRecord(link.record);
    if (fields) chain_ = std::string(fields->chain);
    auto& verifier = verifiers_[chain_];
    if (!verifier) verifier = std::make_unique<audit::ChainVerifier>(anchors_, keys_);
    verifier->Add(link);
  }

  Outcome Finish() {
    Outcome outcome;
    for (const auto& [chain, verifier] : verifiers_) {
      const audit::Verdict verdict = verifier->Finish();
      outcome.entries += verdict.links;
      if (outcome.head.empty()) outcome.head = verdict.head.hash;
      if (verdict.finding == audit::Finding::kIntact || !outcome.intact) continue;
      outcome.intact = false;
      outcome.first_bad = verdict.first_bad_seq;
      outcome.cause = verdict.cause;
    }
    for (const audit::SignedAnchor& anchor : anchors_) {
      if (verifiers_.count(anchor.anchor.chain) > 0 || !outcome.intact) continue;
      outcome.intact = false;
      outcome.first_bad = 0;
      outcome.cause = "an anchored chain is missing";
    }
    return outcome;
  }

 private:
  std::vector<audit::SignedAnchor> anchors_;
  audit::AnchorKeys keys_;
  std::map<std::string, std::unique_ptr<audit::ChainVerifier>> verifiers_;
  std::string chain_;
};

std::string Sentence(const Outcome& outcome, bool anchored) {
  if (!outcome.intact)
    return "Entry " + std::to_string(outcome.first_bad) + ": " + outcome.cause + ".";
  std::string text = "All " + std::to_string(outcome.entries) + " entries are intact and in order.";
  if (!anchored) text += " No anchors were compared, so a cut end would not be seen.";
  return text;
}

}  // namespace

Answer<Reply> VerifyAudit(const Ask& ask) {
  const AuditEvidence evidence = ask.ports.evidence();
  Chains chains(evidence);
  const auto read = ask.ports.audit.Read(0, [&](const AuditLink& link) {
    chains.Add(link);
    return true;
  });
  if (!read) return RefuseFor(read.error());
  const Outcome outcome = chains.Finish();
  if (auto noted = Note(ask, {"audit.verified",
                              "",
                              outcome.intact ? 0 : 12,
                              std::string(kTrail),
                              "",
                              {},
                              outcome.intact ? "intact" : "not-intact",
                              ""});
      !noted)
    return Unexpected<Problem>(noted.error());
  Value json;
  json.Set("intact", outcome.intact);
  json.Set("entries", outcome.entries);
  json.Set("first_bad", outcome.first_bad < 0 ? Value() : Value(outcome.first_bad));
  json.Set("sentence", Sentence(outcome, !evidence.anchor_lines.empty()));
  json.Set("head", outcome.head);
  json.Set("fingerprint", outcome.head.substr(0, 16));
  return JsonReply(std::move(json));
}

Answer<Reply> ShowVerified(const Ask& ask) {
  // Of several chains the newest in time: their numbers do not compare.
  Value last;
  const auto read = ask.ports.audit.ReadAbout(std::string(kTrail), 0, [&](const AuditLink& link) {
    const auto record = fhir::json::Parse(link.record);
    if (record && (*record)["ev"].text() == "audit.verified" &&
        (*record)["t"].text() > last["t"].text())
      last = *record;
    return true;
  });
  if (!read) return RefuseFor(read.error());
  if (last.is_null()) return JsonReply(Value());
  const std::string& actor = last["actor"].text();
  Value json;
  json.Set("at", last["t"].text());
  json.Set("actor", actor);
  json.Set("actor_name", AuditView(ask.ports.people).NameOf(actor));
  json.Set("intact", last["outcome"].integer() == 0);
  return JsonReply(std::move(json));
}

}  // namespace chartbridge::api
