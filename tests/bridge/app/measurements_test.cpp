// What /metrics exports, and that docs/metrics.md says the same.
#include "bridge/app/measurements.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>

#include "connectors/crypto/crypto.h"
#include "tests/bridge/app/stopped_clock.h"
#include "tests/fakes/memory_store.h"

namespace chartbridge {
namespace {

using bridge::MediaProgress;
using bridge::Progress;
using bridge::Reason;

class Measurements : public ::testing::Test {
 protected:
  void Put(const std::string& key, Progress state, Reason reason, std::optional<Instant> deadline,
           std::optional<MediaProgress> medium = {}) {
    bridge::NewItem item;
    item.key = key;
    item.channel = "main";
    item.kind = "text";
    item.phone = "972501234567";
    item.content = "{}";
    item.fingerprint = key;
    item.received = clock.Now() - std::chrono::minutes(10);
    item.state = state;
    item.reason = reason;
    item.deadline = deadline;
    if (medium) {
      item.media.emplace_back().number = 1;
      item.media.back().progress = *medium;
    }
    const auto delivery = store.inbox().AppendAndWait(
        {"whatsapp-cloud", {"main"}, key, clock.Now()}, Deadline::max());
    ASSERT_TRUE(delivery);
    ASSERT_TRUE(store.items().Split({{*delivery, 0, true, {item}}}));
  }
  // The value of `name{labels}`, -1 when it is not exported.
  double ValueOf(const std::string& name, const std::string& labels = "") {
    for (const Measurement& one : All()) {
      if (one.name == "chartbridge_" + name && one.labels == labels) return one.value;
    }
    return -1;
  }
  std::vector<Measurement> All() {
    return Measure(counts, metrics, store.inbox(), store.queries(), clock.Now());
  }

  StoppedClock clock;
  crypto::SystemEntropy entropy;
  fakes::MemoryStore store{clock, entropy};
  bridge::run::Metrics metrics;
  ServiceCounts counts;
};

const std::string kHeld = "11111111-0000-5000-8000-000000000001";
const std::string kMoving = "11111111-0000-5000-8000-000000000002";

// D19
TEST_F(Measurements, WhatWaitsForPeopleIsNotUnfiledByTheService) {
  Put(kHeld, Progress::kHeld, Reason::kPatientUnresolved, clock.Now() + std::chrono::hours(300));
  EXPECT_EQ(ValueOf("oldest_unfiled_seconds"), 0);
  Put(kMoving, Progress::kParsed, Reason::kNone, {});
  EXPECT_EQ(ValueOf("oldest_unfiled_seconds"), 600);
}

// D19
TEST_F(Measurements, EveryFailedCallToTheEhrCountsByItsKind) {
  metrics.ehr_calls_failed[static_cast<std::size_t>(FailureKind::kUnauthorized)] = 3;
  EXPECT_EQ(ValueOf("pushes_failed_total", "kind=\"unauthorized\""), 3);
  EXPECT_EQ(ValueOf("pushes_failed_total", "kind=\"unreachable\""), 0);
}

// D19
TEST_F(Measurements, AnEhrThatIsAwayAndConsentsThatCannotBeReadAreSeen) {
  counts.ehr_up = true;
  EXPECT_EQ(ValueOf("ehr_up"), 1);
  counts.ehr_up = false;
  counts.consents_unreachable_for = std::chrono::minutes(15);
  EXPECT_EQ(ValueOf("ehr_up"), 0);
  EXPECT_EQ(ValueOf("consent_unreachable_seconds"), 900);
}

TEST_F(Measurements, HoldsThatEndWithinADayAndMediaThatFailedAreCounted) {
  Put(kHeld, Progress::kHeld, Reason::kNoConsent, clock.Now() + std::chrono::hours(23),
      MediaProgress::kFailed);
  Put(kMoving, Progress::kHeld, Reason::kNoConsent, clock.Now() + std::chrono::hours(25));
  EXPECT_EQ(ValueOf("holds_ending"), 1);
  EXPECT_EQ(ValueOf("media", "progress=\"failed\""), 1);
  EXPECT_EQ(ValueOf("items", "progress=\"held\""), 2);
  EXPECT_EQ(ValueOf("items", "progress=\"failed\""), 0) << "a state that nothing is in says so";
}

// J8
TEST_F(Measurements, WhatMovedIsReadFromTheStore) {
  Put(kHeld, Progress::kHeld, Reason::kNoConsent, {});
  Put(kMoving, Progress::kParsed, Reason::kNone, {});
  EXPECT_EQ(ValueOf("items_parsed_total"), 2);
  EXPECT_EQ(ValueOf("items_held_total"), 1) << "one that begins held counts";
  EXPECT_EQ(ValueOf("items_filed_total"), 0);
}

TEST_F(Measurements, ADeliveryThatCannotBeSplitIsCounted) {
  const auto delivery =
      store.inbox().AppendAndWait({"whatsapp-cloud", {"main"}, "{}", clock.Now()}, Deadline::max());
  ASSERT_TRUE(delivery);
  for (int i = 0; i < bridge::kParkAfter; ++i) ASSERT_TRUE(store.inbox().Failed(*delivery));
  EXPECT_EQ(ValueOf("deliveries_parked"), 1);
}

// Names and types of the rows of docs/metrics.md.
std::map<std::string, std::string> Documented() {
  std::map<std::string, std::string> rows;
  std::ifstream file(std::string(CHARTBRIDGE_TESTS_DIR) + "/../docs/metrics.md");
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("| chartbridge_")) continue;
    const std::size_t name = line.find(" |", 2);
    const std::size_t type = line.find(" |", name + 3);
    rows[line.substr(2, name - 2)] = line.substr(name + 3, type - name - 3);
  }
  return rows;
}

TEST_F(Measurements, TheManualNamesEachOfThemAndNothingElse) {
  std::map<std::string, std::string> exported;
  for (const Measurement& one : All()) exported[one.name] = one.type;
  EXPECT_EQ(exported, Documented());
}

TEST_F(Measurements, NoNameIsDeclaredTwice) {
  const std::string text = ToPrometheusText(All());
  std::set<std::string> declared;
  for (std::size_t at = text.find("# TYPE "); at != std::string::npos;
       at = text.find("# TYPE ", at + 1)) {
    const std::size_t begin = at + 7;
    EXPECT_TRUE(declared.insert(text.substr(begin, text.find(' ', begin) - begin)).second);
  }
  EXPECT_EQ(declared.size(), Documented().size());
}

}  // namespace
}  // namespace chartbridge
