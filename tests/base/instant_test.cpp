#include "base/instant.h"

#include <gtest/gtest.h>

namespace chartbridge::fhir {
namespace {

std::string Normal(std::string_view text) {
  const auto at = ParseInstant(text);
  return at ? ToInstantText(*at) : "refused";
}

TEST(Instants, ReadsWhatItWrites) {
  for (const std::int64_t ms :
       {0LL, 1LL, 1787000049000LL, 1787000049123LL, -1LL, 253402300799999LL}) {
    EXPECT_EQ(ToUnixMillis(*ParseInstant(ToInstantText(FromUnixMillis(ms)))), ms);
  }
}

TEST(Instants, ZonesBecomeUtc) {
  EXPECT_EQ(Normal("2026-11-22T08:00:01+02:00"), "2026-11-22T06:00:01.000Z");
  EXPECT_EQ(Normal("2026-11-21T22:30:01.5-07:30"), "2026-11-22T06:00:01.500Z");
  EXPECT_EQ(Normal("2026-11-22T06:00:01.1200009Z"), "2026-11-22T06:00:01.120Z");
}

TEST(Instants, ALeapSecondIsTheNextSecond) {
  EXPECT_EQ(Normal("2016-12-31T23:59:60Z"), "2017-01-01T00:00:00.000Z");
}

TEST(Instants, LeapDaysAreThoseOfTheCalendar) {
  EXPECT_EQ(Normal("2028-02-29T00:00:00Z"), "2028-02-29T00:00:00.000Z");
  EXPECT_EQ(Normal("2027-02-29T00:00:00Z"), "refused");
}

TEST(Instants, PartialAndMalformedDatesAreRefused) {
  for (const char* text :
       {"", "2026", "2026-11", "2026-11-22", "2026-11-22T06:00Z", "2026-11-22T06:00:01",
        "2026-13-01T00:00:00Z", "2026-11-22T24:00:00Z", "2026-11-22T06:60:00Z",
        "2026-11-22T06:00:61Z", "2026-11-22T06:00:01.Z", "2026-11-22 06:00:01Z",
        "2026-11-22T06:00:01z", "2026-11-22T06:00:01+2:00", "2026-11-22T06:00:01+15:00",
        "2026-11-22T06:00:01Z ", "+026-11-22T06:00:01Z"}) {
    EXPECT_EQ(Normal(text), "refused") << text;
  }
}

TEST(Instants, DateTimeTextCutsTheMilliseconds) {
  EXPECT_EQ(ToDateTimeText(*ParseInstant("2026-11-22T06:00:01.999Z")), "2026-11-22T06:00:01Z");
}

}  // namespace
}  // namespace chartbridge::fhir
