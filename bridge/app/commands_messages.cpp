#include <iostream>

#include "bridge/app/commands.h"
#include "bridge/app/opening.h"
#include "bridge/run/person.h"
#include "fhir/json/parse.h"
#include "fhir/json/write.h"

namespace chartbridge {
namespace {

using bridge::ItemRow;

// Dates without a zone or time are read as midnight UTC.
std::optional<Instant> ReadSince(const std::string& text) {
  const auto instant = ParseInstant(text);
  return instant ? instant : ParseInstant(text + "T00:00:00Z");
}

std::optional<bridge::ItemFilter> MakeFilter(const ListOptions& options) {
  bridge::ItemFilter filter;
  filter.with_content = true;
  filter.kind = options.kind;
  filter.contact = options.contact;
  if (!options.since.empty() && !(filter.since = ReadSince(options.since))) {
    Complain("--since takes an instant such as 2026-11-22T06:00:00Z or a date");
    return std::nullopt;
  }
  if (!options.progress.empty() && !(filter.progress = bridge::ReadProgress(options.progress))) {
    Complain(
        "--progress takes received, parsed, matched, permitted, mapped, filed, held, noted, "
        "dropped or failed");
    return std::nullopt;
  }
  return filter;
}

int PersonStep(
    const Common& common, const std::string& name,
    const std::function<Result<ItemRow, Failure>(bridge::run::Person&, const ItemRow&)>& step) {
  return WithStore(common, [&](const Settings& settings, StoreParts& parts) {
    const auto row = FindItem(parts, settings, name);
    if (!row) return kNo;
    const bridge::run::RunSettings run = MakeRunSettings(settings);
    bridge::run::Person person(parts.store->ledger(), parts.clock, run.flow, "cli");
    const auto after = step(person, *row);
    if (!after) {
      const bool busy = after.error().kind == FailureKind::kBusy;
      return Complain(busy ? "a worker is busy with this conversation; try again in a moment"
                           : after.error().text);
    }
    if (common.json) {
      std::cout << fhir::json::Write(ToJson(*after, parts.channels)) << "\n";
    } else {
      std::cout << ToLine(*after) << "\n";
    }
    return kDone;
  });
}

std::vector<std::string> Candidates(const std::vector<bridge::DecisionRecord>& decisions) {
  std::vector<std::string> patients;
  for (const bridge::DecisionRecord& decision : decisions) {
    if (decision.stage != "match") continue;
    patients.clear();
    const auto because = fhir::json::Parse(decision.because);
    if (!because) continue;
    for (const fhir::json::Value& patient : because->items()) patients.push_back(patient.text());
  }
  return patients;
}

void PrintWaiting(const ItemRow& row, const std::vector<std::string>& candidates, bool as_json,
                  const ChannelsById& channels) {
  fhir::json::Value json = ToJson(row, channels);
  fhir::json::Array likely;
  std::string line = ToLine(row) + "  " + json["contact"].text();
  for (const std::string& patient : candidates) {
    likely.emplace_back(patient);
    line += "  likely " + patient;
  }
  json.Set("candidates", likely);
  std::cout << (as_json ? fhir::json::Write(json) : line) << "\n";
}

bool WaitsForReview(const ItemRow& row) {
  return row.reason == "patient-unresolved" || row.reason == "staff-number";
}

}  // namespace

int MessagesList(const Common& common, const ListOptions& options) {
  auto filter = MakeFilter(options);
  if (!filter) return kWrongUse;
  return WithStore(common, [&](const Settings&, StoreParts& parts) {
    const auto listed = parts.store->ledger().List(*filter, [&](const ItemRow& row) {
      std::cout << (common.json ? fhir::json::Write(ToJson(row, parts.channels)) : ToLine(row))
                << "\n";
      return bool(std::cout);
    });
    return listed ? kDone : Complain(listed.error().text);
  });
}

int MessagesExplain(const Common& common, const std::string& key) {
  return WithStore(common, [&](const Settings& settings, StoreParts& parts) {
    const auto row = FindItem(parts, settings, key);
    if (!row) return kNo;
    const auto decisions = parts.store->ledger().Decisions(row->key);
    if (!decisions) return Complain(decisions.error().text);
    if (common.json) {
      std::cout << fhir::json::Write(Explain(*row, *decisions, parts.channels)) << "\n";
    } else {
      std::cout << ExplainText(*row, *decisions);
    }
    return kDone;
  });
}

int MessagesRelease(const Common& common, const std::string& key) {
  return PersonStep(common, key, [](bridge::run::Person& person, const ItemRow& row) {
    return person.Release(row.key);
  });
}

int MessagesDrop(const Common& common, const std::string& key, const std::string& policy) {
  return PersonStep(common, key, [&](bridge::run::Person& person, const ItemRow& row) {
    return person.Drop(row.key, policy);
  });
}

int ReviewFile(const Common& common, const std::string& key, const std::string& patient) {
  if (patient.rfind("Patient/", 0) != 0 || patient.size() < 9) {
    return Complain("--patient takes a reference such as Patient/123", kWrongUse);
  }
  return PersonStep(common, key, [&](bridge::run::Person& person, const ItemRow& row) {
    return person.FileFor(row.key, patient);
  });
}

int ReviewList(const Common& common) {
  return WithStore(common, [&](const Settings&, StoreParts& parts) {
    bridge::ItemFilter filter;
    filter.progress = bridge::Progress::kHeld;
    filter.with_content = true;
    std::vector<ItemRow> waiting;
    const auto listed = parts.store->ledger().List(filter, [&](const ItemRow& row) {
      if (WaitsForReview(row)) waiting.push_back(row);
      return true;
    });
    if (!listed) return Complain(listed.error().text);
    for (const ItemRow& row : waiting) {
      const auto decisions = parts.store->ledger().Decisions(row.key);
      if (!decisions) return Complain(decisions.error().text);
      PrintWaiting(row, Candidates(*decisions), common.json, parts.channels);
    }
    return kDone;
  });
}

}  // namespace chartbridge
