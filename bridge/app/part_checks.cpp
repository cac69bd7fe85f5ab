#include "bridge/app/part_checks.h"

#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>

#include "connectors/crypto/crypto.h"
#include "connectors/ehr/ehr_probe.h"
#include "words/say.h"

namespace chartbridge {
namespace {

constexpr double kLeastFreeShare = 0.05;
// 2026-01-01: before it, the machine's clock was never set.
constexpr std::int64_t kNeverSet = 1767225600000;
constexpr std::string_view kProbe = "check";
constexpr std::chrono::seconds kLongestTry(10);

bool WriteAndRead(bridge::Vault& vault, const std::string& object, const bridge::DataKey& key) {
  auto writer = vault.Create(object, key);
  if (!writer || !(*writer)->Write(kProbe) || !(*writer)->Commit()) return false;
  auto reader = vault.Open(object, key);
  char read[16];
  const auto size = reader ? (*reader)->Read(read) : Result<std::size_t, Failure>(std::size_t(0));
  return size && std::string_view(read, *size) == kProbe;
}

std::vector<Finding> FromProbe(const std::vector<ehr::Finding>& found) {
  std::vector<Finding> findings;
  for (const ehr::Finding& one : found) {
    const Grade grade = one.ok ? Grade::kFine : one.tried ? Grade::kFault : Grade::kUnknown;
    findings.push_back({grade, "ehr", one.said, one.advice});
  }
  return findings;
}

std::vector<Finding> ReadStatement(const Result<fhir::json::Value, Failure>& statement) {
  if (!statement) {
    return {{Grade::kFault,
             "ehr",
             {words::Say("ehr-statement-unread"), SaidOf(statement.error())},
             {words::Say("check-ehr-url")}}};
  }
  return FromProbe(ehr::ReadCapabilities(*statement));
}

// What was found, in the light of the settings.
std::vector<Finding> InSettings(const Settings& settings, std::vector<Finding> found) {
  std::vector<Finding> findings;
  if (settings.ehr.base_url.starts_with("http://") && settings.ehr.allow_http) {
    findings.push_back(
        {Grade::kFault, "ehr", {words::Say("ehr-plain-http")}, {words::Say("use-https")}});
  }
  for (Finding& one : found) {
    // Nothing else was asked when the statement could not be read.
    if (one.grade == Grade::kFault && settings.ehr.embedded() && found.size() == 1)
      one.advice.push_back(words::Say("ehr-embedded-away"));
    findings.push_back(std::move(one));
  }
  return findings;
}

}  // namespace

std::string_view Word(Grade grade) {
  switch (grade) {
    case Grade::kFine:
      return "ok";
    case Grade::kWarning:
      return "warning";
    case Grade::kFault:
      return "fault";
    case Grade::kUnknown:
      return "unknown";
  }
  return "unknown";
}

Finding CheckStore(bridge::Inbox& inbox) {
  if (inbox.Accepting()) return {Grade::kFine, "store", {words::Say("store-opens")}, {}};
  return {Grade::kFault,
          "store",
          {words::Say("store-takes-nothing")},
          {words::Say("make-room-restart")}};
}

Finding CheckVault(bridge::Vault& vault, bridge::KeyStore& keys, Entropy& entropy) {
  auto key = keys.CreateKey();
  if (!key) return {Grade::kFault, "vault", {SaidOf(key.error())}, {words::Say("look-at-store")}};
  const std::string object = crypto::RandomUuid(entropy);
  const bool same = WriteAndRead(vault, object, *key);
  (void)vault.Remove(object);
  (void)keys.DestroyKey(key->id());
  if (same) return {Grade::kFine, "vault", {words::Say("vault-works")}, {}};
  return {Grade::kFault, "vault", {words::Say("vault-fails")}, {words::Say("check-vault")}};
}

Finding CheckScanner(const ScannerSettings& settings) {
  auto clamd = ClamdOf(settings);
  if (!clamd) {
    return {Grade::kWarning, "scanner", {words::Say("scanner-none")}, {words::Say("set-scanner")}};
  }
  clamd->deadline = std::min<Milliseconds>(clamd->deadline, kLongestTry);
  if (const auto tried = scanner::TryClamd(*clamd); !tried) {
    return {Grade::kFault, "scanner", {SaidOf(tried.error())}, {words::Say("start-clamd")}};
  }
  return {Grade::kFine, "scanner", {words::Say("scanner-works", {{"scanner", settings.kind}})}, {}};
}

std::optional<scanner::ClamdSettings> ClamdOf(const ScannerSettings& settings) {
  if (settings.kind != "clamd") return std::nullopt;
  return scanner::ClamdSettings{settings.socket, settings.host, settings.port,
                                std::chrono::seconds(settings.timeout_seconds),
                                std::uint64_t(settings.most_megabytes) << 20U};
}

Finding CheckAnchors(const AuditSettings& settings) {
  const std::filesystem::path& file = settings.anchor_file;
  if (file.empty()) {
    return {
        Grade::kWarning, "audit", {words::Say("anchors-none")}, {words::Say("set-anchor-file")}};
  }
  if (::access(file.parent_path().c_str(), W_OK) != 0 ||
      (::access(file.c_str(), F_OK) == 0 && ::access(file.c_str(), R_OK | W_OK) != 0)) {
    return {Grade::kFault,
            "audit",
            {words::Say("anchors-unwritable", {{"file", file.string()}})},
            {words::Say("correct-anchor-file")}};
  }
  return {Grade::kFine,
          "audit",
          {words::Say("anchors-written", {{"every", settings.anchor_every}})},
          {}};
}

Finding CheckDisk(const std::filesystem::path& place) {
  struct statvfs disk {};
  if (statvfs(place.c_str(), &disk) != 0)
    return {Grade::kWarning, "disk", {words::Say("disk-unknown")}, {words::Say("look-at-disk")}};
  const double share = double(disk.f_bavail) / double(std::max<fsblkcnt_t>(disk.f_blocks, 1));
  const words::Statement free =
      words::Say("disk-free", {{"share", std::to_string(int(share * 100))}});
  if (share < kLeastFreeShare) return {Grade::kFault, "disk", {free}, {words::Say("make-room")}};
  return {Grade::kFine, "disk", {free}, {}};
}

Finding CheckClock(const Clock& clock) {
  if (clock.Now() < FromUnixMillis(kNeverSet))
    return {Grade::kFault, "clock", {words::Say("clock-behind")}, {words::Say("synchronise-time")}};
  return {Grade::kFine,
          "clock",
          {words::Say("clock-reads", {{"when", ToDateTimeText(clock.Now())}})},
          {}};
}

std::vector<Finding> CheckEhr(const Settings& settings, ehr::FhirRest& rest, EhrDepth depth) {
  if (depth == EhrDepth::kRead) return CheckEhr(settings, rest.Get("metadata"));
  return InSettings(settings,
                    FromProbe(ehr::ProbeEhr(rest, settings.clinic.id, settings.ehr.organization,
                                            settings.ehr.device)));
}

std::vector<std::string> FindMissingInteractions(const Settings& settings, ehr::FhirRest& rest) {
  return ehr::MissingInteractions(
      ehr::ProbeReading(rest, settings.ehr.organization, settings.ehr.device));
}

std::vector<Finding> CheckEhr(const Settings& settings,
                              const Result<fhir::json::Value, Failure>& statement) {
  return InSettings(settings, ReadStatement(statement));
}

}  // namespace chartbridge
