#include <unistd.h>

#include <iostream>

#include "bridge/app/commands.h"
#include "bridge/app/opening.h"
#include "bridge/service/counts.h"
#include "bridge/service/explain.h"
#include "bridge/service/item_json.h"
#include "bridge/service/trail.h"
#include "fhir/json/write.h"

namespace chartbridge {
namespace {

namespace service = bridge::service;
using bridge::ItemRow;
using bridge::run::StaffActions;
using fhir::json::Value;

constexpr int kOnAScreen = 100;  // rows, unless --limit says otherwise

std::optional<bridge::ItemFilter> MakeFilter(const Settings& settings, const ListOptions& options) {
  bridge::ItemFilter filter;
  filter.with_content = true;
  filter.kind = options.kind;
  filter.contact = options.contact;
  if (!options.since.empty() && !(filter.since = ReadInstantOrDate(settings, options.since))) {
    Complain(std::string("--since") + kTakesInstant, kWrongUse);
    return std::nullopt;
  }
  if (!options.progress.empty() && !(filter.progress = bridge::ReadProgress(options.progress))) {
    Complain(
        "--progress takes received, parsed, matched, permitted, mapped, filed, held, noted, "
        "dropped or failed",
        kWrongUse);
    return std::nullopt;
  }
  return filter;
}

// As `--part` says: the number of a file, or none for the message. False after a sentence.
bool ReadPart(const std::string& part, std::optional<int>& medium) {
  if (part.empty() || part == "message") return true;
  medium = service::ReadMediaPart(part);
  if (!medium) Complain("--part takes message or a file such as media:0", kWrongUse);
  return medium.has_value();
}

}  // namespace

int TakeStaffStep(const Common& common, const std::string& name, const StaffStep& step) {
  return WithStore(common, [&](const Settings& settings, StoreParts& parts) {
    const auto row = FindItem(parts, settings, name);
    if (!row) return kNo;
    const auto after = step(settings, parts, *row);
    if (!after) return Complain(after.error());
    const auto shown = parts.store->items().Find(after->key);
    const ItemRow& now = shown && *shown ? **shown : *after;
    std::cout << (common.json ? fhir::json::Write(service::ItemJson(now, parts.channels))
                              : service::ToLine(now, parts.channels))
              << "\n";
    return Printed();
  });
}

int MessagesList(const Common& common, const ListOptions& options) {
  const bool screen = !common.json && isatty(STDOUT_FILENO) != 0;
  return WithStore(common, [&](const Settings& settings, StoreParts& parts) {
    auto filter = MakeFilter(settings, options);
    if (!filter) return kWrongUse;
    filter->limit = options.limit.value_or(screen ? kOnAScreen : 0);
    if (screen) std::cout << service::ToHead() << "\n";
    int shown = 0;
    const auto listed = parts.store->queries().List(*filter, [&](const ItemRow& row) {
      ++shown;
      std::cout << (common.json ? fhir::json::Write(service::ItemJson(row, parts.channels))
                                : service::ToLine(row, parts.channels))
                << "\n";
      return bool(std::cout);
    });
    if (!listed) return Complain(listed.error());
    if (screen && filter->limit > 0 && shown == filter->limit)
      std::cout << "The newest " << shown << "; --limit shows more, --limit 0 all.\n";
    return Printed();
  });
}

int MessagesCounts(const Common& common, const std::string& since) {
  const auto from = service::ReadDay(since);
  if (!since.empty() && !from)
    return Complain(
        "--since takes a day such as 2026-11-22, in UTC as the days are that it counts by, or an "
        "instant",
        kWrongUse);
  return WithStore(common, [&](const Settings&, StoreParts& parts) {
    const auto counts = service::CountsJson(parts.store->queries(), parts.clock.Now(), from);
    if (!counts) return Complain(counts.error());
    if (common.json) {
      std::cout << fhir::json::Write(*counts) << "\n";
      return Printed();
    }
    for (const auto& [progress, count] : *(*counts)["counts"].object())
      std::cout << progress << "  " << *count.integer() << "\n";
    for (const Value& one : (*counts)["by_reason"].items())
      std::cout << "  " << one["progress"].text() << " (" << one["reason"].text() << ")  "
                << *one["count"].integer() << "\n";
    for (const Value& one : (*counts)["by_day"].items())
      std::cout << one["day"].text() << "  " << one["channel"].text() << "  " << one["kind"].text()
                << "  " << one["progress"].text() << "  " << one["reason"].text() << "  "
                << *one["count"].integer() << "\n";
    return Printed();
  });
}

int MessagesExplain(const Common& common, const std::string& key) {
  return WithStore(common, [&](const Settings& settings, StoreParts& parts) {
    auto row = FindItem(parts, settings, key);
    if (!row) return kNo;
    const auto explained = service::Explain(ItemsOf(parts), std::move(*row));
    if (!explained) return Complain(explained.error());
    if (service::HasDiagnostics(*explained)) {
      const auto noted =
          parts.store->audit().Append({service::DiagnosticsViewed(explained->row, "cli")});
      if (!noted) return Complain(noted.error());
    }
    const service::ExplainView view{.diagnostics = true};
    std::cout << (common.json
                      ? fhir::json::Write(service::ExplainJson(*explained, parts.channels, view)) +
                            "\n"
                      : service::ExplainText(*explained, parts.channels, view));
    return Printed();
  });
}

int MessagesRelease(const Common& common, const std::string& key, const std::string& part) {
  std::optional<int> medium;
  if (!ReadPart(part, medium)) return kWrongUse;
  return TakeStaffStep(
      common, key, [&](const Settings& settings, StoreParts& parts, const ItemRow& row) {
        StaffActions staff = MakeStaff(settings, parts);
        return medium ? staff.ReleaseMedium(row.key, *medium) : staff.Release(row.key);
      });
}

int MessagesRetry(const Common& common, const std::string& key, const std::string& part) {
  std::optional<int> medium;
  if (!ReadPart(part, medium)) return kWrongUse;
  return TakeStaffStep(
      common, key, [&](const Settings& settings, StoreParts& parts, const ItemRow& row) {
        StaffActions staff = MakeStaff(settings, parts);
        return medium ? staff.RetryMedium(row.key, *medium) : staff.Release(row.key);
      });
}

int MessagesDrop(const Common& common, const std::string& key, const std::string& part,
                 const std::string& policy) {
  std::optional<int> medium;
  if (!ReadPart(part, medium)) return kWrongUse;
  const auto reason = bridge::ReadReason(policy);
  if (reason != bridge::Reason::kDroppedByStaff && reason != bridge::Reason::kRejectedByStaff)
    return Complain("--policy takes dropped-by-staff or rejected-by-staff", kWrongUse);
  return TakeStaffStep(
      common, key, [&](const Settings& settings, StoreParts& parts, const ItemRow& row) {
        StaffActions staff = MakeStaff(settings, parts);
        return medium ? staff.DropMedium(row.key, *medium) : staff.Drop(row.key, *reason);
      });
}

}  // namespace chartbridge
