#include <fstream>
#include <iostream>

#include "bridge/app/commands.h"
#include "bridge/app/opening.h"
#include "bridge/audit/anchor.h"
#include "bridge/audit/link_line.h"
#include "bridge/service/trail.h"
#include "fhir/json/parse.h"
#include "fhir/json/write.h"

namespace chartbridge {
namespace {

namespace audit = bridge::audit;
namespace service = bridge::service;
using bridge::AuditLink;
using fhir::json::Value;

// Anchors one a line; keys as {"name": "64 hex digits"}. nullopt after a sentence.
std::optional<service::AuditEvidence> ReadEvidence(const std::string& anchors,
                                                   const std::string& keys) {
  service::AuditEvidence evidence;
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

int Report(const audit::Verdict& verdict, bool as_json) {
  if (as_json) {
    std::cout << fhir::json::Write(service::VerdictJson(verdict)) << "\n";
  } else if (verdict.finding == audit::Finding::kIntact) {
    std::cout << "intact: " << verdict.links << " entries, " << verdict.anchors << " anchors, head "
              << verdict.head.hash.substr(0, 16) << "\n";
  } else {
    std::cout << "entry " << verdict.first_bad_seq << ": " << InEnglish(verdict.cause) << "\n";
  }
  return int(verdict.finding);
}

int VerifyFile(const std::string& path, service::AuditEvidence evidence, bool as_json) {
  std::ifstream file(path);
  if (!file) return Complain("cannot read the exported chain", kCannotLook);
  service::ChainCheck check(std::move(evidence));
  for (std::string line; std::getline(file, line);) {
    if (line.empty()) continue;
    const auto link = audit::ReadLinkLine(line);
    if (!link) return Complain("a line of the exported chain cannot be read", kCannotLook);
    check.Add(*link);
  }
  return Report(check.Finish(), as_json);
}

}  // namespace

int AuditVerify(const Common& common, const std::string& file, const std::string& anchors,
                const std::string& keys) {
  auto evidence = ReadEvidence(anchors, keys);
  if (!evidence) return kCannotLook;
  if (!file.empty()) return VerifyFile(file, std::move(*evidence), common.json);
  // Whoever asks must be able to tell «altered» and «cut» from «could not look».
  const auto settings = OpenSettings(common);
  if (!settings) return kCannotLook;
  auto parts = OpenStore(*settings);
  if (!parts) return Complain(parts.error(), kCannotLook);
  const auto verdict = service::VerifyTrail((*parts)->store->audit(), std::move(*evidence));
  const int code =
      verdict ? Report(*verdict, common.json) : Complain(verdict.error().text, kCannotLook);
  (*parts)->store->Close();
  return code;
}

int AuditReads(const Common& common, const std::string& patient) {
  if (!IsPatient(patient))
    return Complain("--patient takes a reference such as Patient/123", kWrongUse);
  return WithStore(common, [&](const Settings&, StoreParts& parts) {
    service::TrailView view(parts.store->people());
    const auto visited = service::VisitPages<service::TrailEntry>(
        [&](const service::PageRequest& request) {
          return service::WhoRead(parts.store->audit(), parts.store->queries(), patient, request,
                                  [](const Value&) { return true; });
        },
        [&](const service::TrailEntry& entry) {
          const Value json = view.Json(entry);
          if (common.json) {
            std::cout << fhir::json::Write(json) << "\n";
          } else {
            const std::string& name = json["actor_name"].text();
            std::cout << json["at"].text() << "  " << (name.empty() ? json["actor"].text() : name)
                      << "  " << json["event"].text() << "  " << json["reason"].text() << "\n";
          }
          return bool(std::cout);
        });
    if (!visited) return Complain(visited.error());
    const auto noted =
        parts.store->audit().Append({{"audit.read", "cli", 0, patient, patient, {}, "reads", ""}});
    return noted ? Printed() : Complain(noted.error());
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
    if (!read) return Complain(read.error());
    return stream.flush() ? kDone : Complain("cannot write the export; is the disk full?");
  });
}

}  // namespace chartbridge
