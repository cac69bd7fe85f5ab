#include <sys/statvfs.h>

#include <filesystem>
#include <iostream>

#include "bridge/main/commands.h"
#include "bridge/main/opening.h"
#include "connectors/ehr/ehr_probe.h"
#include "fhir/json/parse.h"
#include "fhir/json/write.h"
#include "mappings/tables.h"

namespace chartbridge {
namespace {

using fhir::json::Value;

enum class Grade { kFine, kWarning, kFault };

struct Finding {
  Grade grade = Grade::kFine;
  std::string part;
  std::string what;
  std::string what_to_do;
};

constexpr double kLeastFreeShare = 0.05;

std::string Word(Grade grade) {
  return grade == Grade::kFine ? "ok" : grade == Grade::kWarning ? "warning" : "fault";
}

Finding CheckVault(const Settings&, StoreParts& parts) {
  const std::string object = "0000-c4ec";
  auto key = parts.store->keys().CreateKey();
  if (!key) return {Grade::kFault, "vault", key.error().text, "look at the store first"};
  auto writer = parts.vault->Create(object, *key);
  const bool written = writer && (*writer)->Write(std::string_view("check")) && (*writer)->Commit();
  char read[16];
  auto reader = written ? parts.vault->Open(object, *key)
                        : Result<std::unique_ptr<bridge::VaultReader>, bridge::Failure>(
                              bridge::Fail(bridge::FailureKind::kFull, ""));
  const auto size =
      reader ? (*reader)->Read(read)
             : Result<std::size_t, bridge::Failure>(bridge::Fail(bridge::FailureKind::kFull, ""));
  (void)parts.vault->Remove(object);
  (void)parts.store->keys().DestroyKey(key->id());
  if (!size || std::string_view(read, *size) != "check") {
    return {Grade::kFault, "vault", "a file cannot be written and read back",
            "check [vault] url, its rights and the disk"};
  }
  return {Grade::kFine, "vault", "a file can be written, encrypted, and read back", ""};
}

Finding CheckDisk(const Settings& settings) {
  struct statvfs disk {};
  const std::filesystem::path place = settings.keys.master_file.parent_path();
  if (statvfs(place.c_str(), &disk) != 0)
    return {Grade::kWarning, "disk", "the free room cannot be read", "look at the disk"};
  const double share = double(disk.f_bavail) / double(std::max<fsblkcnt_t>(disk.f_blocks, 1));
  const std::string free = std::to_string(int(share * 100)) + " % of the disk is free";
  if (share < kLeastFreeShare)
    return {Grade::kFault, "disk", free, "make room; with none left, webhooks are answered 503"};
  return {Grade::kFine, "disk", free, ""};
}

Finding CheckClock(const SystemClock& clock) {
  // 2026-01-01: before it, the machine's clock was never set.
  if (clock.Now() < FromUnixMillis(1767225600000))
    return {Grade::kFault, "clock", "the machine's clock is years behind",
            "start time synchronisation"};
  return {Grade::kFine, "clock", "the clock reads " + fhir::ToDateTimeText(clock.Now()), ""};
}

// Asks Graph for the number itself: token, number and reachability in one call.
Finding CheckChannel(const Settings& settings, const ChannelSettings& channel) {
  const std::string part = "channel " + channel.id;
  if (channel.graph_url.find("/simulator/") != std::string::npos) {
    return {Grade::kWarning, part, "it uses the simulated WhatsApp",
            "set the four values of your number when you go live"};
  }
  const auto media = MakeMediaSettings(settings);
  std::string token;
  for (const auto& one : media.channels) {
    if (one.channel == channel.id) token = one.token().has_value() ? *one.token() : "";
  }
  http::Client client(http::ClientSettings{});
  http::Call call;
  call.url = channel.graph_url + "/" + http::Escape(channel.phone_number_id) +
             "?fields=id,webhook_configuration";
  call.headers = {{"Authorization", "Bearer " + token}};
  call.deadline = std::chrono::seconds(10);
  const auto answer = client.Send(call);
  if (!answer)
    return {Grade::kFault, part, "the Graph API cannot be reached",
            "check graph_url and the way to the internet"};
  if (answer->status == 401 || answer->status == 403)
    return {Grade::kFault, part, "the access token is not accepted",
            "make a new system-user token and write it to access_token_file"};
  if (answer->status != 200)
    return {Grade::kFault, part,
            "the Graph API does not know this phone_number_id (status " +
                std::to_string(answer->status) + ")",
            "copy it again from the WhatsApp manager"};
  const auto body = fhir::json::Parse(answer->body);
  if (body && (*body)["webhook_configuration"].is_null())
    return {
        Grade::kWarning, part, "the token works, but no webhook is configured for this number",
        "subscribe " + settings.server.public_url + "/webhooks/whatsapp to the field `messages`"};
  return {Grade::kFine, part, "the token works and a webhook is configured", ""};
}

void CheckEhr(const Settings& settings, StoreParts& parts, std::vector<Finding>& findings) {
  if (settings.ehr.base_url.rfind("http://", 0) == 0 && settings.ehr.allow_http) {
    findings.push_back({Grade::kFault, "ehr", "patient data go over plain http",
                        "use https, and take allow_http away"});
  }
  auto ehr = OpenEhr(settings, parts, settings.server.port);
  if (!ehr) {
    findings.push_back({Grade::kFault, "ehr", ehr.error(), "correct [ehr]"});
    return;
  }
  for (const ehr::Finding& one : ehr::ProbeEhr(*(*ehr)->rest, settings.clinic.id,
                                               settings.ehr.organization, settings.ehr.device)) {
    Finding finding{one.ok ? Grade::kFine : Grade::kFault, "ehr", one.what, one.what_to_do};
    if (!one.ok && settings.ehr.embedded()) {
      finding.what_to_do += finding.what_to_do.empty() ? "" : "; ";
      finding.what_to_do += "the embedded chart answers only while `chartbridge serve` runs";
    }
    findings.push_back(std::move(finding));
  }
}

int Report(const std::vector<Finding>& findings, bool as_json) {
  bool fault = false;
  for (const Finding& finding : findings) {
    fault = fault || finding.grade == Grade::kFault;
    if (as_json) {
      Value json;
      json.Set("part", finding.part);
      json.Set("grade", Word(finding.grade));
      json.Set("what", finding.what);
      json.Set("what_to_do", finding.what_to_do);
      std::cout << fhir::json::Write(json) << "\n";
      continue;
    }
    std::cout << Word(finding.grade) << "  " << finding.part << ": " << finding.what;
    if (!finding.what_to_do.empty()) std::cout << ". " << finding.what_to_do;
    std::cout << "\n";
  }
  return fault ? kNo : kDone;
}

}  // namespace

int Check(const Common& common) {
  const auto settings = OpenSettings(common);
  if (!settings) return kWrongUse;
  std::vector<Finding> findings{{Grade::kFine, "settings", "they are complete", ""}};
  const auto tables = mappings::LoadTables();
  if (!tables)
    findings.push_back({Grade::kFault, "tables", tables.error().text, "install the program again"});
  auto parts = OpenStore(*settings);
  if (!parts) {
    findings.push_back(
        {Grade::kFault, "store", parts.error(), "correct [store], [keys] or [vault]"});
    return Report(findings, common.json);
  }
  findings.push_back({Grade::kFine, "store", "it opens, and its schema is up to date", ""});
  findings.push_back(CheckVault(*settings, **parts));
  if (settings->scanner.kind == "none") {
    findings.push_back({Grade::kWarning, "scanner", "media are not scanned for malware",
                        "set [scanner] kind when a scanner is at hand"});
  }
  CheckEhr(*settings, **parts, findings);
  for (const ChannelSettings& channel : settings->channels)
    findings.push_back(CheckChannel(*settings, channel));
  findings.push_back(CheckClock((*parts)->clock));
  findings.push_back(CheckDisk(*settings));
  (*parts)->store->Close();
  return Report(findings, common.json);
}

}  // namespace chartbridge
