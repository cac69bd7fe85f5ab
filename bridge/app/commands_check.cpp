#include <iostream>

#include "bridge/app/commands.h"
#include "bridge/app/opening.h"
#include "bridge/app/part_checks.h"
#include "bridge/service/item_json.h"
#include "fhir/json/write.h"
#include "mappings/tables.h"
#include "words/say.h"

namespace chartbridge {
namespace {

words::Statements TechnicalDetail(const std::string& text) {
  return {words::Say("technical-detail", {{"detail", text}})};
}

int Report(const std::vector<Finding>& findings, bool as_json) {
  bool fault = false;
  for (const Finding& finding : findings) {
    fault = fault || finding.grade == Grade::kFault;
    if (as_json) {
      fhir::json::Value json;
      json.Set("part", finding.part);
      json.Set("grade", Word(finding.grade));
      json.Set("what", InEnglish(finding.said));
      json.Set("what_to_do", InEnglish(finding.advice));
      json.Set("said", bridge::service::StatementList(finding.said));
      json.Set("advice", bridge::service::StatementList(finding.advice));
      std::cout << fhir::json::Write(json) << "\n";
      continue;
    }
    std::cout << Word(finding.grade) << "  " << finding.part << ": " << InEnglish(finding.said);
    if (!finding.advice.empty()) std::cout << " " << InEnglish(finding.advice);
    std::cout << "\n";
  }
  return fault ? kNo : kDone;
}

void Add(std::vector<Finding>& findings, std::vector<Finding> more) {
  findings.insert(findings.end(), more.begin(), more.end());
}

void CheckParts(const Settings& settings, StoreParts& parts, std::vector<Finding>& findings) {
  findings.push_back(CheckStore(parts.store->inbox()));
  findings.push_back(CheckVault(*parts.vault, parts.store->keys(), parts.entropy));
  findings.push_back(CheckScanner(settings.scanner));
  if (auto ehr = OpenEhr(settings, parts, OwnAddressesOf(settings)); !ehr) {
    findings.push_back(
        {Grade::kFault, "ehr", TechnicalDetail(ehr.error()), {words::Say("correct-ehr")}});
  } else {
    Add(findings, CheckEhr(settings, *(*ehr)->rest, EhrDepth::kWrite));
  }
  ChannelCards channels(settings, CardParts(parts));
  Add(findings, channels.Check());
  findings.push_back(CheckAnchors(settings.audit));
  findings.push_back(CheckClock(parts.clock));
  findings.push_back(CheckDisk(settings.keys.master_file.parent_path()));
}

}  // namespace

int Check(const Common& common) {
  const auto settings = OpenSettings(common);
  if (!settings) return kWrongUse;
  std::vector<Finding> findings{{Grade::kFine, "settings", {words::Say("settings-complete")}, {}}};
  const auto tables = mappings::LoadTables();
  if (!tables)
    findings.push_back({Grade::kFault,
                        "tables",
                        TechnicalDetail(tables.error().text),
                        {words::Say("install-again")}});
  auto parts = OpenStore(*settings);
  if (!parts) {
    findings.push_back(
        {Grade::kFault, "store", TechnicalDetail(parts.error()), {words::Say("correct-store")}});
    return Report(findings, common.json);
  }
  CheckParts(*settings, **parts, findings);
  (*parts)->store->Close();
  return Report(findings, common.json);
}

}  // namespace chartbridge
