// What waits for people: messages whose chart somebody must choose, holds and their deadlines, and
// what could not be filed.
#include <algorithm>
#include <iostream>

#include "bridge/app/commands.h"
#include "bridge/app/opening.h"
#include "bridge/service/dead_letters.h"
#include "bridge/service/item_json.h"
#include "fhir/json/write.h"

namespace chartbridge {
namespace {

namespace service = bridge::service;
using bridge::Channels;
using bridge::ItemRow;
using bridge::run::StaffActions;
using fhir::json::Value;
using service::DeadLetter;

constexpr int kLongestExtension = 3650;  // days

void PrintWaiting(const service::WaitingItem& waiting, bool as_json, const Channels& channels) {
  if (as_json) {
    Value json = service::ItemJson(waiting.row, channels);
    json.Set("candidates", service::TextList(waiting.candidates));
    std::cout << fhir::json::Write(json) << "\n";
    return;
  }
  std::cout << service::ToLine(waiting.row, channels);
  for (const std::string& patient : waiting.candidates) std::cout << "  likely " << patient;
  std::cout << "\n";
}

Result<void, Failure> VisitDeadLetters(StoreParts& parts,
                                       const std::function<bool(const DeadLetter&)>& visit) {
  return service::VisitPages<DeadLetter>(
      [&](const service::PageRequest& request) {
        return service::ListDeadLetters(ItemsOf(parts), request);
      },
      visit);
}

struct Wanted {
  std::optional<bridge::Reason> reason;
  std::optional<Instant> since;
  bool Takes(const DeadLetter& letter) const {
    return (!reason || letter.part.reason == *reason) && (!since || letter.failed_at >= *since);
  }
};

// nullopt after a sentence.
std::optional<Wanted> ReadWanted(const Settings& settings, const RetryOptions& options) {
  Wanted wanted;
  if (options.reason.empty() && options.since.empty() && !options.all) {
    Complain("say which: --reason REASON, --since TIME or --all", kWrongUse);
    return std::nullopt;
  }
  if (!options.reason.empty() && !(wanted.reason = bridge::ReadReason(options.reason))) {
    Complain("--reason takes a reason as `dead-letters list` shows it", kWrongUse);
    return std::nullopt;
  }
  if (!options.since.empty() && !(wanted.since = ReadInstantOrDate(settings, options.since))) {
    Complain(std::string("--since") + kTakesInstant, kWrongUse);
    return std::nullopt;
  }
  return wanted;
}

// Takes one up again and says so.
bool Queue(const Common& common, StaffActions staff, const DeadLetter& letter) {
  const auto after = service::TakeUpAgain(staff, letter.row.key, letter.part);
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
    const auto visited = service::VisitPages<service::WaitingItem>(
        [&](const service::PageRequest& request) {
          return service::ListReview(ItemsOf(parts), request);
        },
        [&](const service::WaitingItem& waiting) {
          PrintWaiting(waiting, common.json, parts.channels);
          return bool(std::cout);
        });
    return visited ? Printed() : Complain(visited.error());
  });
}

int ReviewFile(const Common& common, const std::string& key, const std::string& patient) {
  if (!IsPatient(patient))
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
    const auto visited = service::VisitHolds(ItemsOf(parts), [&](const ItemRow& row) {
      if (common.json) {
        std::cout << fhir::json::Write(service::ItemJson(row, parts.channels)) << "\n";
      } else {
        std::cout << (row.deadline ? "until " + ToDateTimeText(*row.deadline)
                                   : std::string("without a deadline        "))
                  << "  " << service::ToLine(row, parts.channels) << "\n";
      }
      return bool(std::cout);
    });
    return visited ? Printed() : Complain(visited.error());
  });
}

int HoldExtend(const Common& common, const std::string& key, const std::string& until,
               std::optional<int> days) {
  if (until.empty() == !days)
    return Complain("say how long: either --until TIME or --days N", kWrongUse);
  if (days && (*days < 1 || *days > kLongestExtension))
    return Complain("--days takes 1 to 3650", kWrongUse);
  const auto settings = OpenSettings(common);
  if (!settings) return kWrongUse;
  const auto instant = ReadInstantOrDate(*settings, until);
  if (!days && !instant) return Complain(std::string("--until") + kTakesInstant, kWrongUse);
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
      std::cout << (common.json ? fhir::json::Write(service::DeadLetterJson(ItemsOf(parts), letter,
                                                                            {.patient = true}))
                                : service::DeadLetterText(letter))
                << "\n";
      return bool(std::cout);
    });
    return visited ? Printed() : Complain(visited.error());
  });
}

int DeadLettersRetry(const Common& common, const RetryOptions& options) {
  return WithStore(common, [&](const Settings& settings, StoreParts& parts) {
    const auto wanted = ReadWanted(settings, options);
    if (!wanted) return kWrongUse;
    int queued = 0;
    int left = 0;
    int held = 0;  // a person decides about each of these: a retry changes nothing
    const auto visited = VisitDeadLetters(parts, [&](const DeadLetter& letter) {
      if (!wanted->Takes(letter)) return true;
      if (letter.part.state == "held") return ++held > 0;
      ++(Queue(common, MakeStaff(settings, parts), letter) ? queued : left);
      return bool(std::cout);
    });
    if (!visited) return Complain(visited.error());
    if (!common.json) {
      std::cout << queued << " queued, " << left << " left\n";
      if (held > 0)
        std::cout << held << " held: messages release or drop KEY --part PART decides\n";
    }
    const int printed = Printed();
    return left > 0 ? kNo : printed;
  });
}

}  // namespace chartbridge
