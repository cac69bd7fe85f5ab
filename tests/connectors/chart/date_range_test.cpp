#include <gtest/gtest.h>

#include "base/instant.h"
#include "connectors/chart/search_parameters.h"

namespace chartbridge::chart {
namespace {

std::string Range(std::string_view text, const std::string& zone = "UTC") {
  const auto range = ReadDateRange(text, *bridge::consent::ClinicTime::In(zone));
  if (!range) return "none";
  return ToInstantText(FromUnixMillis(range->low)) + " " +
         ToInstantText(FromUnixMillis(range->high));
}

TEST(DateRangeTest, ADateIsEveryMomentOfItsPrecision) {
  EXPECT_EQ(Range("2026"), "2026-01-01T00:00:00.000Z 2027-01-01T00:00:00.000Z");
  EXPECT_EQ(Range("2026-12"), "2026-12-01T00:00:00.000Z 2027-01-01T00:00:00.000Z");
  EXPECT_EQ(Range("2024-02-29"), "2024-02-29T00:00:00.000Z 2024-03-01T00:00:00.000Z");
  EXPECT_EQ(Range("2026-01-02T03:04"), "2026-01-02T03:04:00.000Z 2026-01-02T03:05:00.000Z");
  EXPECT_EQ(Range("2026-01-02T03:04:05Z"), "2026-01-02T03:04:05.000Z 2026-01-02T03:04:06.000Z");
  EXPECT_EQ(Range("2026-01-02T03:04:05.1Z"), "2026-01-02T03:04:05.100Z 2026-01-02T03:04:05.200Z");
  EXPECT_EQ(Range("2026-01-02T03:04:05.123456+02:00"),
            "2026-01-02T01:04:05.123Z 2026-01-02T01:04:05.124Z");
}

TEST(DateRangeTest, WhatHasNoZoneIsATimeOfTheClinic) {
  const struct {
    const char* zone;
    const char* day;
  } midnights[] = {
      {"Asia/Jerusalem", "2026-03-26T22:00:00.000Z 2026-03-27T21:00:00.000Z"},  // the clocks change
      {"Europe/Madrid", "2026-03-26T23:00:00.000Z 2026-03-27T23:00:00.000Z"},
      {"America/New_York", "2026-03-27T04:00:00.000Z 2026-03-28T04:00:00.000Z"},
      {"Asia/Kathmandu", "2026-03-26T18:15:00.000Z 2026-03-27T18:15:00.000Z"},
      {"Pacific/Kiritimati", "2026-03-26T10:00:00.000Z 2026-03-27T10:00:00.000Z"},
  };
  for (const auto& one : midnights) EXPECT_EQ(Range("2026-03-27", one.zone), one.day) << one.zone;
  EXPECT_EQ(Range("2026-03-27T00:00", "Europe/Madrid"),
            "2026-03-26T23:00:00.000Z 2026-03-26T23:01:00.000Z");
  EXPECT_EQ(Range("2026-03-27T00:00:00Z", "Europe/Madrid"),
            "2026-03-27T00:00:00.000Z 2026-03-27T00:00:01.000Z");
  // An hour that spring leaves out, and a day that Samoa never had.
  EXPECT_EQ(Range("2026-03-29T02:30", "Europe/Madrid"),
            "2026-03-29T01:00:00.000Z 2026-03-29T01:01:00.000Z");
  EXPECT_EQ(Range("2011-12-30", "Pacific/Apia"),
            "2011-12-30T10:00:00.000Z 2011-12-30T10:00:00.001Z");
}

TEST(DateRangeTest, WhatIsNoDateHasNoRange) {
  for (const char* text :
       {"", "26", "2026-", "2026-13", "2026-00", "2025-02-29", "2026-1-1", "0000", "2026-01-01T",
        "2026-01-01T24:00", "2026-01-01T10", "2026-01-01T10:00:61Z", "2026-01-01T10:00:00.Z",
        "2026-01-01T10:00:00+15:00", "2026-01-01T10:00:00Z ", "2026-01-01 10:00", "+2026"}) {
    EXPECT_EQ(Range(text), "none") << text;
  }
}

}  // namespace
}  // namespace chartbridge::chart
