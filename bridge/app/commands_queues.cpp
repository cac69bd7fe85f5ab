// What waits for people: messages whose chart somebody must choose, holds and their deadlines, and
// what could not be filed.
#include <algorithm>
#include <iostream>

#include "bridge/app/commands.h"
#include "bridge/app/opening.h"
#include "connectors/api/dead_letters.h"
#include "connectors/api/item_json.h"
#include "fhir/json/write.h"

namespace chartbridge {
namespace {

using bridge::ItemKey;
using bridge::ItemRow;
using bridge::run::StaffActions;
using fhir::json::Array;
using fhir::json::Value;

constexpr int kLongestExtension = 3650;  // days

void PrintWaiting(const ItemRow& row, const std::vector<std::string>& candidates, bool as_json,
                  const bridge::Channels& channels) {
  Value json = ToJson(row, channels);
  Array likely;
  std::string line = ToLine(row, channels);
  for (const std::string& patient : candidates) {
    likely.emplace_back(patient);
    line += "  likely " + patient;
  }
  json.Set("candidates", likely);
  std::cout << (as_json ? fhir::json::Write(json) : line) << "\n";
}

// The keys of those that `filter` and `keep` leave; what is printed is read again, one by one.
Result<std::vector<ItemKey>, Failure> KeysOf(StoreParts& parts, const bridge::ItemFilter& filter,
                                             const std::function<bool(const ItemRow&)>& keep) {
  std::vector<ItemKey> keys;
  const auto listed = parts.store->queries().List(filter, [&](const ItemRow& row) {
    if (keep(row)) keys.push_back(row.key);
    return true;
  });
  if (!listed) return Unexpected<Failure>(listed.error());
  return keys;
}

struct Hold {
  ItemKey key;
  std::optional<Instant> until;
};

// Those that end soonest first; those that never end last.
Result<std::vector<Hold>, Failure> HoldsOf(StoreParts& parts) {
  std::vector<Hold> holds;
  bridge::ItemFilter filter;
  filter.progress = bridge::Progress::kHeld;
  const auto listed = parts.store->queries().List(filter, [&](const ItemRow& row) {
    holds.push_back({row.key, row.deadline});
    return true;
  });
  if (!listed) return Unexpected<Failure>(listed.error());
  std::stable_sort(holds.begin(), holds.end(), [](const Hold& a, const Hold& b) {
    return a.until.value_or(Instant::max()) < b.until.value_or(Instant::max());
  });
  return holds;
}

struct DeadLetter {
  ItemRow row;  // without content
  DeadPart part;
  std::vector<bridge::DecisionRecord> decisions;
};

// Each of them, as long as `visit` returns true.
Result<void, Failure> VisitDeadLetters(StoreParts& parts,
                                       const std::function<bool(const DeadLetter&)>& visit) {
  bridge::ItemFilter filter;
  filter.dead_letters = true;
  auto keys = KeysOf(parts, filter, [](const ItemRow&) { return true; });
  if (!keys) return Unexpected<Failure>(keys.error());
  for (const ItemKey& key : *keys) {
    const auto row = parts.store->items().Find(key);
    if (!row) return Unexpected<Failure>(row.error());
    const auto decisions = parts.store->items().Decisions(key);
    if (!decisions) return Unexpected<Failure>(decisions.error());
    if (!*row) continue;
    for (const DeadPart& part : DeadPartsOf(**row)) {
      if (!visit({**row, part, *decisions})) return {};
    }
  }
  return {};
}

Value ToJson(const DeadLetter& letter) {
  Value json = DeadLetterJson(letter.row, letter.part, letter.decisions);
  Array codes;
  for (const Value& issue : json["outcome"].items()) codes.push_back(issue["code"]);
  json.Set("issues", std::move(codes));
  json.Set("kind", letter.row.kind);
  json.Set("patient", letter.row.patient.empty() ? Value() : Value(letter.row.patient));
  return json;
}

std::string ToText(const DeadLetter& letter) {
  const auto refusal = LastRefusal(letter.decisions, letter.part.part);
  std::string text = ToDateTimeText(FailedAt(letter.row, letter.part, letter.decisions)) + "  " +
                     letter.row.key + "  " + letter.part.part + " " + letter.part.state + " (" +
                     std::string(bridge::ToString(letter.part.reason)) + ")";
  if (refusal && refusal->status > 0) text += "  HTTP " + std::to_string(refusal->status);
  if (refusal) {
    for (const Issue& issue : refusal->issues) text += "  " + issue.code;
    if (!refusal->request_id.empty()) text += "  request " + refusal->request_id;
  }
  return text;
}

struct Wanted {
  std::optional<bridge::Reason> reason;
  std::optional<Instant> since;
  bool Takes(const DeadLetter& letter) const {
    return (!reason || letter.part.reason == *reason) &&
           (!since || FailedAt(letter.row, letter.part, letter.decisions) >= *since);
  }
};

// nullopt after a sentence.
std::optional<Wanted> ReadWanted(const RetryOptions& options) {
  Wanted wanted;
  if (options.reason.empty() && options.since.empty() && !options.all) {
    Complain("say which: --reason REASON, --since TIME or --all", kWrongUse);
    return std::nullopt;
  }
  if (!options.reason.empty() && !(wanted.reason = bridge::ReadReason(options.reason))) {
    Complain("--reason takes a reason as `dead-letters list` shows it", kWrongUse);
    return std::nullopt;
  }
  if (!options.since.empty() && !(wanted.since = ReadInstantOrDate(options.since))) {
    Complain("--since takes an instant such as 2026-11-22T06:00:00Z or a date", kWrongUse);
    return std::nullopt;
  }
  return wanted;
}

// Takes one up again and says so.
bool Queue(const Common& common, StaffActions staff, const DeadLetter& letter) {
  const auto after = TakeUpAgain(staff, letter.row.key, letter.part);
  if (common.json) {
    Value json;
    json.Set("key", letter.row.key);
    json.Set("part", letter.part.part);
    json.Set("queued", bool(after));
    json.Set("why", after ? Value() : Value(after.error().text));
    std::cout << fhir::json::Write(json) << "\n";
  } else {
    std::cout << letter.row.key << "  " << letter.part.part << "  "
              << (after ? std::string("queued") : "not queued: " + after.error().text) << "\n";
  }
  return bool(after);
}

}  // namespace

int ReviewList(const Common& common) {
  return WithStore(common, [&](const Settings&, StoreParts& parts) {
    bridge::ItemFilter filter;
    filter.progress = bridge::Progress::kHeld;
    const auto waiting = KeysOf(parts, filter, WaitsForReview);
    if (!waiting) return Complain(waiting.error().text);
    for (const ItemKey& key : *waiting) {
      const auto row = parts.store->items().Find(key);
      if (!row) return Complain(row.error().text);
      const auto decisions = parts.store->items().Decisions(key);
      if (!decisions) return Complain(decisions.error().text);
      if (*row) PrintWaiting(**row, CandidatesOf(*decisions), common.json, parts.channels);
    }
    return Printed();
  });
}

int ReviewFile(const Common& common, const std::string& key, const std::string& patient) {
  if (patient.rfind("Patient/", 0) != 0 || patient.size() < 9)
    return Complain("--patient takes a reference such as Patient/123", kWrongUse);
  return TakeStaffStep(
      common, key,
      [&](const Settings& settings, StoreParts& parts,
          const ItemRow& row) -> Result<ItemRow, Failure> {
        const auto ehr = OpenEhr(settings, parts, OwnAddressesOf(settings));
        if (!ehr) return Fail(FailureKind::kUnreachable, ehr.error());
        StaffActions staff = MakeStaff(settings, parts, (*ehr)->directory.get());
        auto after = staff.AssignPatient(row.key, patient);
        if (!after && after.error().kind == FailureKind::kNotFound)
          return Fail(FailureKind::kNotFound, "the EHR knows no " + patient + "; nothing is filed");
        const bool away = !after && after.error().kind == FailureKind::kUnreachable;
        if (away && settings.ehr.embedded())
          return Fail(FailureKind::kUnreachable,
                      "the patient cannot be looked up: the embedded chart answers while "
                      "`chartbridge serve` runs");
        return after;
      });
}

int HoldList(const Common& common) {
  return WithStore(common, [&](const Settings&, StoreParts& parts) {
    const auto holds = HoldsOf(parts);
    if (!holds) return Complain(holds.error().text);
    for (const Hold& hold : *holds) {
      const auto row = parts.store->items().Find(hold.key);
      if (!row) return Complain(row.error().text);
      if (!*row) continue;
      if (common.json) {
        std::cout << fhir::json::Write(ToJson(**row, parts.channels)) << "\n";
      } else {
        std::cout << (hold.until ? "until " + ToDateTimeText(*hold.until)
                                 : std::string("without a deadline        "))
                  << "  " << ToLine(**row, parts.channels) << "\n";
      }
    }
    return Printed();
  });
}

int HoldExtend(const Common& common, const std::string& key, const std::string& until,
               std::optional<int> days) {
  if (until.empty() == !days)
    return Complain("say how long: either --until TIME or --days N", kWrongUse);
  if (days && (*days < 1 || *days > kLongestExtension))
    return Complain("--days takes 1 to 3650", kWrongUse);
  const auto instant = ReadInstantOrDate(until);
  if (!days && !instant)
    return Complain("--until takes an instant such as 2026-11-22T06:00:00Z or a date", kWrongUse);
  return TakeStaffStep(
      common, key, [&](const Settings& settings, StoreParts& parts, const ItemRow& row) {
        const Instant from = std::max(parts.clock.Now(), row.deadline.value_or(Instant()));
        const Instant end = days ? from + std::chrono::hours(24 * *days) : *instant;
        return MakeStaff(settings, parts).ExtendHold(row.key, end);
      });
}

int DeadLettersList(const Common& common) {
  return WithStore(common, [&](const Settings&, StoreParts& parts) {
    const auto visited = VisitDeadLetters(parts, [&](const DeadLetter& letter) {
      std::cout << (common.json ? fhir::json::Write(ToJson(letter)) : ToText(letter)) << "\n";
      return bool(std::cout);
    });
    return visited ? Printed() : Complain(visited.error().text);
  });
}

int DeadLettersRetry(const Common& common, const RetryOptions& options) {
  const auto wanted = ReadWanted(options);
  if (!wanted) return kWrongUse;
  return WithStore(common, [&](const Settings& settings, StoreParts& parts) {
    int queued = 0;
    int left = 0;
    const auto visited = VisitDeadLetters(parts, [&](const DeadLetter& letter) {
      if (wanted->Takes(letter))
        ++(Queue(common, MakeStaff(settings, parts), letter) ? queued : left);
      return bool(std::cout);
    });
    if (!visited) return Complain(visited.error().text);
    if (!common.json) std::cout << queued << " queued, " << left << " left\n";
    const int printed = Printed();
    return left > 0 ? kNo : printed;
  });
}

}  // namespace chartbridge
