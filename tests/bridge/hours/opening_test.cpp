// Opening hours as a table: cases.txt, which also says how schedules are written.
#include "bridge/hours/opening.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <ostream>
#include <sstream>

namespace chartbridge::bridge::hours {
namespace {

std::chrono::minutes TimeOfDay(const std::string& text) {
  return std::chrono::hours(std::stoi(text.substr(0, 2))) +
         std::chrono::minutes(std::stoi(text.substr(3)));
}

DayHours ReadDayHours(const std::string& span) {
  return {TimeOfDay(span.substr(0, 5)), TimeOfDay(span.substr(6))};
}

std::chrono::year_month_day ReadDay(const std::string& text) {
  return std::chrono::floor<std::chrono::days>(ParseInstant(text + "T00:00:00Z").value());
}

Schedule ReadSchedule(const std::string& text) {
  static const std::map<std::string, unsigned> kDays{{"sun", 0}, {"mon", 1}, {"tue", 2}, {"wed", 3},
                                                     {"thu", 4}, {"fri", 5}, {"sat", 6}};
  Schedule schedule;
  std::istringstream clauses(text);
  std::getline(clauses, schedule.zone, ';');
  for (std::string clause; std::getline(clauses, clause, ';');) {
    std::istringstream words(clause);
    std::vector<std::string> all;
    for (std::string word; words >> word;) all.push_back(word);
    if (all.at(0) == "holiday") {
      schedule.holidays.push_back({all.at(1), ReadDay(all.at(2)), ReadDay(all.at(3))});
      if (all.size() > 4) schedule.holidays.back().hours = ReadDayHours(all[4]);
      continue;
    }
    Shift shift{{}, ReadDayHours(all.back())};
    for (std::size_t i = 0; i + 1 < all.size(); ++i)
      shift.days.emplace_back(all[i] == "daily" ? 0 : kDays.at(all[i]));
    if (all[0] == "daily")
      for (unsigned day = 1; day < 7; ++day) shift.days.emplace_back(day);
    schedule.shifts.push_back(shift);
  }
  return schedule;
}

std::string Say(const std::optional<Opening>& opening) {
  if (!opening) return "no such zone";
  EXPECT_FALSE(opening->open ? opening->opens_at : opening->closes_at);
  std::string text = opening->open ? "open" : "closed";
  if (const auto until = opening->open ? opening->closes_at : opening->opens_at)
    text += " until " + ToDateTimeText(*until);
  return opening->holiday.empty() ? text : text + " (" + opening->holiday + ")";
}

struct Row {
  std::string schedule, at, want, situation;
};
std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.situation; }

std::string Trimmed(const std::string& text) {
  const std::size_t from = text.find_first_not_of(' ');
  return from == std::string::npos ? "" : text.substr(from, text.find_last_not_of(' ') + 1 - from);
}

std::vector<Row> Cases() {
  std::ifstream file(CHARTBRIDGE_TESTS_DIR "/bridge/hours/cases.txt");
  std::vector<Row> rows;
  std::string schedule;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    if (!line.starts_with(' ')) {
      schedule = line;
      continue;
    }
    std::istringstream columns(line);
    Row row{schedule};
    for (std::string* column : {&row.at, &row.want, &row.situation}) {
      std::getline(columns, *column, '|');
      *column = Trimmed(*column);
    }
    rows.push_back(row);
  }
  return rows;
}

class Hours : public testing::TestWithParam<Row> {};

TEST_P(Hours, AreAsTheTableSays) {
  const Row& row = GetParam();
  EXPECT_EQ(Say(OpenAt(ReadSchedule(row.schedule), ParseInstant(row.at).value())), row.want)
      << row.schedule << " at " << row.at;
}

INSTANTIATE_TEST_SUITE_P(Table, Hours, testing::ValuesIn(Cases()));

TEST(OpenAt, TheTableIsWhole) { EXPECT_EQ(Cases().size(), 120U); }

TEST(OpenAt, AnyInstantHasAnAnswer) {
  for (const char* at : {"0001-01-01T00:00:00Z", "1900-06-01T00:00:00Z", "2099-12-31T23:59:59Z",
                         "9999-12-31T23:59:59Z"})
    EXPECT_TRUE(OpenAt(ReadSchedule("Europe/Madrid; mon 09:00-18:00"), ParseInstant(at).value()))
        << at;
}

// Every hour of two years: what is announced comes true, and nothing changes before.
TEST(OpenAt, WhatIsAnnouncedComesTrue) {
  const Schedule schedule = ReadSchedule(
      "Europe/Madrid; mon tue wed 09:00-14:00; tue 13:30-18:00; fri sat 21:00-03:00; holiday A "
      "2026-03-28 2026-03-28; "
      "holiday B 2026-10-24 2026-10-24 22:00-02:30; holiday C 2026-12-25 2027-01-06");
  Instant at = ParseInstant("2026-01-01T00:00:00Z").value();
  const Instant end = at + std::chrono::days(730);
  std::optional<Opening> before;
  Instant asked{};
  for (; at < end; asked = at, at += std::chrono::hours(7)) {
    const Opening now = OpenAt(schedule, at).value();
    const auto change = now.open ? now.closes_at : now.opens_at;
    ASSERT_TRUE(change && *change > at);
    EXPECT_NE(OpenAt(schedule, *change)->open, now.open) << ToDateTimeText(at);
    EXPECT_EQ(OpenAt(schedule, *change - Milliseconds(1))->open, now.open) << ToDateTimeText(at);
    if (before && (before->open ? before->closes_at : before->opens_at) > at) {
      EXPECT_EQ(now.open, before->open) << ToDateTimeText(asked);
    }
    before = now;
  }
}

}  // namespace
}  // namespace chartbridge::bridge::hours
