#include <fstream>
#include <iostream>

#include "bridge/app/anchors.h"
#include "bridge/app/commands.h"
#include "bridge/app/opening.h"
#include "bridge/audit/anchor.h"
#include "bridge/audit/link_line.h"
#include "bridge/service/trail.h"
#include "fhir/json/write.h"

namespace chartbridge {
namespace {

namespace audit = bridge::audit;
namespace service = bridge::service;
using bridge::AuditLink;
using fhir::json::Value;

int Report(const audit::Verdict& verdict, bool as_json) {
  std::cout << (as_json ? fhir::json::Write(service::VerdictJson(verdict))
                        : service::VerdictSentence(verdict))
            << "\n";
  return std::cout.flush() ? int(verdict.finding)
                           : Complain("the output cannot be written; is the disk full?");
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

// The keys that are trusted: those that were named, else the clinic's own where its master key is
// at hand, else the ones that were published beside the anchors.
Result<audit::AnchorKeys, Failure> FindKeys(const std::string& named, const Settings* settings,
                                            const std::filesystem::path& anchors) {
  if (!named.empty()) return ReadKeys(named);
  if (settings != nullptr) {
    if (const auto ring = ReadKeyRing(*settings)) return PublicKeysOf(*ring);
  }
  if (auto published = ReadKeys(PublishedKeys(anchors))) return published;
  return audit::AnchorKeys();
}

int CannotLook(const Failure& failure) { return Complain(failure.text, kCannotLook); }

}  // namespace

int AuditVerify(const Common& common, const std::string& file, const std::string& anchors,
                const std::string& keys) {
  // An exported chain is checked anywhere; the settings only say where anchors and keys are.
  const bool needed = file.empty() || !common.config.empty();
  std::optional<Settings> settings;
  if (needed || (anchors.empty() && FindConfig(common))) settings = OpenSettings(common);
  // Whoever asks must be able to tell «altered» and «cut» from «could not look».
  if (needed && !settings) return kCannotLook;
  if (!anchors.empty() && !std::filesystem::exists(anchors))
    return Complain("there are no anchors at " + anchors, kCannotLook);
  const std::filesystem::path from =
      !anchors.empty() ? std::filesystem::path(anchors)
                       : (settings ? settings->audit.anchor_file : std::filesystem::path());
  // Before the chain is read: it may only be longer than what was anchored.
  auto read = ReadAnchors(from);
  if (!read) return CannotLook(read.error());
  auto trusted = FindKeys(keys, settings ? &*settings : nullptr, from);
  if (!trusted) return CannotLook(trusted.error());
  service::AuditEvidence evidence{std::move(*read), std::move(*trusted)};
  if (!file.empty()) return VerifyFile(file, std::move(evidence), common.json);
  auto parts = OpenStore(*settings);
  if (!parts) return Complain(parts.error(), kCannotLook);
  const auto verdict = service::VerifyTrail((*parts)->store->audit(), std::move(evidence));
  const int code = verdict ? Report(*verdict, common.json) : CannotLook(verdict.error());
  (*parts)->store->Close();
  return code;
}

int AuditAnchor(const Common& common) {
  return WithStore(common, [&](const Settings& settings, StoreParts& parts) {
    if (settings.audit.anchor_file.empty())
      return Complain("[audit] anchor_file is not set; name a file on another disk", kWrongUse);
    // The step is an entry itself, and the first one that its anchor covers.
    const auto noted =
        parts.store->audit().Append({{"audit.anchor", "cli", 0, "", "", {}, "asked", ""}});
    if (!noted) return Complain(noted.error());
    const auto made = AnchorChains(settings.audit.anchor_file, *parts.ring, parts.store->audit(),
                                   parts.clock.Now());
    if (!made) return Complain(made.error());
    for (const audit::SignedAnchor& one : *made) {
      if (common.json) {
        std::cout << audit::WriteAnchorLine(one) << "\n";
      } else {
        std::cout << "anchored: entry " << one.anchor.seq << ", head "
                  << one.anchor.hash.substr(0, 16) << "\n";
      }
    }
    return Printed();
  });
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
