#include <fstream>
#include <iostream>
#include <map>
#include <memory>

#include "bridge/app/commands.h"
#include "bridge/app/opening.h"
#include "bridge/audit/anchor.h"
#include "bridge/audit/link_line.h"
#include "bridge/audit/record_reader.h"
#include "bridge/audit/verify.h"
#include "fhir/json/parse.h"
#include "fhir/json/write.h"

namespace chartbridge {
namespace {

namespace audit = bridge::audit;
using bridge::AuditLink;
using fhir::json::Value;

constexpr int kUnusable = 3;

struct Evidence {
  std::vector<audit::SignedAnchor> anchors;
  audit::AnchorKeys keys;
};

// Anchors one a line; keys as {"name": "64 hex digits"}. nullopt after a sentence.
std::optional<Evidence> ReadEvidence(const std::string& anchors, const std::string& keys) {
  Evidence evidence;
  if (!anchors.empty()) {
    std::ifstream file(anchors);
    if (!file) return Complain("cannot read the anchors"), std::nullopt;
    for (std::string line; std::getline(file, line);) {
      if (line.empty()) continue;
      auto anchor = audit::ReadAnchorLine(line);
      if (!anchor)
        return Complain("an anchor cannot be read: " + anchor.error().text), std::nullopt;
      evidence.anchors.push_back(std::move(*anchor));
    }
  }
  if (!keys.empty()) {
    const auto text = ReadWholeFile(keys);
    const auto json = text ? fhir::json::Parse(*text) : Result<Value, Issue>(Fault("", "", ""));
    if (!json || !json->is_object())
      return Complain("the keys are not a JSON object of name and public key"), std::nullopt;
    for (const auto& [name, key] : *json->object()) evidence.keys[name] = key.text();
  }
  return evidence;
}

// Several writers make several chains (design.md section 5); each is checked by itself.
class Chains {
 public:
  explicit Chains(Evidence evidence) : evidence_(std::move(evidence)) {}

  // False for a record that cannot be read: its chain is not even known.
  bool Add(const AuditLink& link) {
    const auto fields = audit::ReadRecord(link.record);
    const std::string chain = fields ? std::string(fields->chain) : last_;
    if (chain.empty()) return false;
    last_ = chain;
    auto found = verifiers_.find(chain);
    if (found == verifiers_.end()) {
      found = verifiers_
                  .emplace(chain, std::make_unique<audit::ChainVerifier>(evidence_.anchors,
                                                                         evidence_.keys))
                  .first;
    }
    found->second->Add(link);
    return true;
  }

  // The worst of them, with the sums of all.
  audit::Verdict Finish() {
    audit::Verdict worst;
    for (const auto& [chain, verifier] : verifiers_) {
      const audit::Verdict verdict = verifier->Finish();
      const std::int64_t links = worst.links + verdict.links;
      const std::int64_t anchors = worst.anchors + verdict.anchors;
      const bool worse =
          worst.finding == audit::Finding::kIntact || verdict.finding == audit::Finding::kAltered;
      if (worse) worst = verdict;
      worst.links = links;
      worst.anchors = anchors;
    }
    for (const audit::SignedAnchor& anchor : evidence_.anchors) {
      const bool there = verifiers_.count(anchor.anchor.chain) > 0;
      if (there || worst.finding != audit::Finding::kIntact) continue;
      worst.finding = audit::Finding::kIncomplete;
      worst.first_bad_seq = 0;
      worst.cause = "an anchored chain is missing";
    }
    return worst;
  }

 private:
  Evidence evidence_;
  std::map<std::string, std::unique_ptr<audit::ChainVerifier>> verifiers_;
  std::string last_;
};

int Report(const audit::Verdict& verdict, bool as_json) {
  if (as_json) {
    Value json;
    json.Set("intact", verdict.finding == audit::Finding::kIntact);
    json.Set("code", int(verdict.finding));
    json.Set("first_bad_seq", verdict.first_bad_seq < 0 ? Value() : Value(verdict.first_bad_seq));
    json.Set("cause", verdict.cause);
    json.Set("links", verdict.links);
    json.Set("anchors", verdict.anchors);
    json.Set("head", verdict.head.hash);
    std::cout << fhir::json::Write(json) << "\n";
  } else if (verdict.finding == audit::Finding::kIntact) {
    std::cout << "intact: " << verdict.links << " entries, " << verdict.anchors << " anchors, head "
              << verdict.head.hash.substr(0, 16) << "\n";
  } else {
    std::cout << "entry " << verdict.first_bad_seq << ": " << verdict.cause << "\n";
  }
  return int(verdict.finding);
}

int VerifyFile(const std::string& path, Evidence evidence, bool as_json) {
  std::ifstream file(path);
  if (!file) return Complain("cannot read the exported chain", kUnusable);
  Chains chains(std::move(evidence));
  for (std::string line; std::getline(file, line);) {
    if (line.empty()) continue;
    const auto link = audit::ReadLinkLine(line);
    if (!link || !chains.Add(*link))
      return Complain("a line of the exported chain cannot be read", kUnusable);
  }
  return Report(chains.Finish(), as_json);
}

}  // namespace

int AuditVerify(const Common& common, const std::string& file, const std::string& anchors,
                const std::string& keys) {
  auto evidence = ReadEvidence(anchors, keys);
  if (!evidence) return kUnusable;
  if (!file.empty()) return VerifyFile(file, std::move(*evidence), common.json);
  return WithStore(common, [&](const Settings&, StoreParts& parts) {
    Chains chains(std::move(*evidence));
    const auto read =
        parts.store->audit().Read(0, [&](const AuditLink& link) { return chains.Add(link); });
    if (!read) return Complain(read.error().text, kUnusable);
    return Report(chains.Finish(), common.json);
  });
}

int AuditExport(const Common& common, const std::string& out) {
  return WithStore(common, [&](const Settings&, StoreParts& parts) {
    std::ofstream file;
    if (!out.empty()) file.open(out, std::ios::trunc);
    std::ostream& stream = out.empty() ? std::cout : file;
    const auto read = parts.store->audit().Read(0, [&](const AuditLink& link) {
      return bool(stream << audit::WriteLinkLine(link) << "\n");
    });
    if (!read) return Complain(read.error().text);
    return stream.flush() ? kDone : Complain("cannot write the export; is the disk full?");
  });
}

}  // namespace chartbridge
