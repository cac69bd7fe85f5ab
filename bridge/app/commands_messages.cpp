#include <unistd.h>

#include <iostream>

#include "bridge/app/commands.h"
#include "bridge/app/opening.h"
#include "connectors/api/item_explain.h"
#include "connectors/api/item_json.h"
#include "fhir/json/write.h"

namespace chartbridge {
namespace {

using bridge::ItemRow;
using bridge::run::StaffActions;

constexpr int kOnAScreen = 100;  // rows, unless --limit says otherwise
constexpr int kMostStatuses = 500;

std::optional<bridge::ItemFilter> MakeFilter(const ListOptions& options) {
  bridge::ItemFilter filter;
  filter.with_content = true;
  filter.kind = options.kind;
  filter.contact = options.contact;
  if (!options.since.empty() && !(filter.since = ReadInstantOrDate(options.since))) {
    Complain("--since takes an instant such as 2026-11-22T06:00:00Z or a date", kWrongUse);
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

// Receipts about the item; they bear the id of their message.
Result<std::vector<ItemRow>, Failure> StatusesOf(StoreParts& parts, const ItemRow& row) {
  std::vector<ItemRow> statuses;
  const auto item = ReadItem(row, parts.channels);
  if (!item || !item->id || row.conversation.empty()) return statuses;
  bridge::ItemFilter filter;
  filter.kind = "status";
  filter.conversation = row.conversation;
  filter.with_content = true;
  const auto listed = parts.store->queries().List(filter, [&](const ItemRow& one) {
    const auto status = ReadItem(one, parts.channels);
    if (status && (status->id == item->id || status->refers_to == item->id))
      statuses.push_back(one);
    return statuses.size() < kMostStatuses;
  });
  if (!listed) return Unexpected<Failure>(listed.error());
  return statuses;
}

Result<Explained, Failure> Gather(StoreParts& parts, const ItemRow& row) {
  auto decisions = parts.store->items().Decisions(row.key);
  if (!decisions) return Unexpected<Failure>(decisions.error());
  auto statuses = StatusesOf(parts, row);
  if (!statuses) return Unexpected<Failure>(statuses.error());
  Explained explained{row, std::move(*decisions), std::move(*statuses), {}};
  if (!row.conversation.empty()) {
    auto link = parts.store->links().Find(row.conversation);
    if (link) explained.link = std::move(*link);
  }
  return explained;
}

// As `--part` says: the number of a file, or none for the message. False after a sentence.
bool ReadPart(const std::string& part, std::optional<int>& medium) {
  if (part.empty() || part == "message") return true;
  medium = ReadMediaPart(part);
  if (!medium) Complain("--part takes message or a file such as media:0", kWrongUse);
  return medium.has_value();
}

}  // namespace

int TakeStaffStep(const Common& common, const std::string& name, const StaffStep& step) {
  return WithStore(common, [&](const Settings& settings, StoreParts& parts) {
    const auto row = FindItem(parts, settings, name);
    if (!row) return kNo;
    const auto after = step(settings, parts, *row);
    if (!after) return Complain(after.error().text);
    const auto shown = parts.store->items().Find(after->key);
    const ItemRow& now = shown && *shown ? **shown : *after;
    std::cout << (common.json ? fhir::json::Write(ToJson(now, parts.channels))
                              : ToLine(now, parts.channels))
              << "\n";
    return Printed();
  });
}

int MessagesList(const Common& common, const ListOptions& options) {
  auto filter = MakeFilter(options);
  if (!filter) return kWrongUse;
  const bool screen = !common.json && isatty(STDOUT_FILENO) != 0;
  filter->limit = options.limit.value_or(screen ? kOnAScreen : 0);
  return WithStore(common, [&](const Settings&, StoreParts& parts) {
    if (screen) std::cout << ToHead() << "\n";
    int shown = 0;
    const auto listed = parts.store->queries().List(*filter, [&](const ItemRow& row) {
      ++shown;
      std::cout << (common.json ? fhir::json::Write(ToJson(row, parts.channels))
                                : ToLine(row, parts.channels))
                << "\n";
      return bool(std::cout);
    });
    if (!listed) return Complain(listed.error().text);
    if (screen && filter->limit > 0 && shown == filter->limit)
      std::cout << "The newest " << shown << "; --limit shows more, --limit 0 all.\n";
    return Printed();
  });
}

int MessagesExplain(const Common& common, const std::string& key) {
  return WithStore(common, [&](const Settings& settings, StoreParts& parts) {
    const auto row = FindItem(parts, settings, key);
    if (!row) return kNo;
    const auto explained = Gather(parts, *row);
    if (!explained) return Complain(explained.error().text);
    if (common.json) {
      std::cout << fhir::json::Write(ExplainJson(*explained, parts.channels)) << "\n";
    } else {
      std::cout << ExplainText(*explained, parts.channels);
    }
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
