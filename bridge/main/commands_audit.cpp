#include <fstream>
#include <iostream>
#include <sstream>

#include "bridge/audit/anchor.h"
#include "bridge/audit/verify.h"
#include "bridge/main/commands.h"
#include "bridge/main/opening.h"
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
      if (!anchor) return Complain("an anchor cannot be read: " + anchor.error().text), std::nullopt;
      evidence.anchors.push_back(std::move(*anchor));
    }
  }
  if (!keys.empty()) {
    const auto text = ReadWholeFile(keys);
    const auto json = text ? fhir::json::Parse(*text) : Result<Value, fhir::Issue>(fhir::Fault("", "", ""));
    if (!json || !json->is_object()) return Complain("the keys are not a JSON object of name and public key"), std::nullopt;
    for (const auto& [name, key] : *json->object()) evidence.keys[name] = key.text();
  }
  return evidence;
}

Value LinkJson(const AuditLink& link) {
  Value json;
  const auto record = fhir::json::Parse(link.record);
  json.Set("record", record ? *record : Value(link.record));
  json.Set("prev", link.previous_hash);
  json.Set("hash", link.hash);
  return json;
}

// One line of an export; the record must come back canonical, whatever wrote it.
std::optional<AuditLink> ReadLink(const std::string& line) {
  const auto json = fhir::json::Parse(line);
  if (!json) return std::nullopt;
  const auto record = fhir::json::WriteCanonical((*json)["record"]);
  const auto seq = (*json)["record"]["seq"].integer();
  if (!record || !seq) return std::nullopt;
  return AuditLink{*seq, *record, (*json)["prev"].text(), (*json)["hash"].text()};
}

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
    std::cout << "intact: " << verdict.links << " entries, " << verdict.anchors << " anchors, head " << verdict.head.hash.substr(0, 16) << "\n";
  } else {
    std::cout << "entry " << verdict.first_bad_seq << ": " << verdict.cause << "\n";
  }
  return int(verdict.finding);
}

int VerifyFile(const std::string& path, Evidence evidence, bool as_json) {
  std::ifstream file(path);
  if (!file) return Complain("cannot read the exported chain", kUnusable);
  audit::ChainVerifier verifier(std::move(evidence.anchors), std::move(evidence.keys));
  for (std::string line; std::getline(file, line);) {
    if (line.empty()) continue;
    const auto link = ReadLink(line);
    if (!link) return Complain("a line of the exported chain cannot be read", kUnusable);
    if (!verifier.Add(*link)) break;
  }
  return Report(verifier.Finish(), as_json);
}

}  // namespace

int AuditVerify(const Common& common, const std::string& file, const std::string& anchors, const std::string& keys) {
  auto evidence = ReadEvidence(anchors, keys);
  if (!evidence) return kUnusable;
  if (!file.empty()) return VerifyFile(file, std::move(*evidence), common.json);
  return WithStore(common, [&](const Settings&, StoreParts& parts) {
    audit::ChainVerifier verifier(std::move(evidence->anchors), std::move(evidence->keys));
    const auto read = parts.store->audit().Read(0, [&](const AuditLink& link) { return verifier.Add(link); });
    if (!read) return Complain(read.error().text, kUnusable);
    return Report(verifier.Finish(), common.json);
  });
}

int AuditExport(const Common& common, const std::string& out) {
  return WithStore(common, [&](const Settings&, StoreParts& parts) {
    std::ofstream file;
    if (!out.empty()) file.open(out, std::ios::trunc);
    std::ostream& stream = out.empty() ? std::cout : file;
    const auto read = parts.store->audit().Read(0, [&](const AuditLink& link) { return bool(stream << fhir::json::Write(LinkJson(link)) << "\n"); });
    if (!read) return Complain(read.error().text);
    return stream.flush() ? kDone : Complain("cannot write the export; is the disk full?");
  });
}

}  // namespace chartbridge
