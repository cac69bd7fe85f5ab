// Dates and times of the clinic.
#include "bridge/consent/clinic_time.h"

#include <gtest/gtest.h>

namespace chartbridge::bridge::consent {
namespace {

std::string StartIn(const std::string& zone, std::string_view text) {
  const auto start = ClinicTime::In(zone)->ReadStart(text);
  return start ? ToInstantText(*start) : "";
}

// I19
TEST(ReadStart, WhatNamesNoZoneIsTheClinics) {
  for (const auto& [text, instant] : {std::pair("2026-11-22", "2026-11-21T22:00:00.000Z"),
                                      {"2026-11", "2026-10-31T22:00:00.000Z"},
                                      {"2026-11-22T08:30", "2026-11-22T06:30:00.000Z"},
                                      {"2026-11-22 08:30:15", "2026-11-22T06:30:15.000Z"},
                                      {"2026-07-01T00:00", "2026-06-30T21:00:00.000Z"},
                                      {"2026-11-22T08:30:00Z", "2026-11-22T08:30:00.000Z"},
                                      {"2026-11-22T08:30:00-05:00", "2026-11-22T13:30:00.000Z"}})
    EXPECT_EQ(StartIn("Asia/Jerusalem", text), instant) << text;
  EXPECT_EQ(StartIn("UTC", "2026-11-22"), "2026-11-22T00:00:00.000Z");
  // The spring change skips 02:30; the autumn change has 01:30 twice.
  EXPECT_EQ(StartIn("Asia/Jerusalem", "2026-03-27T02:30"), "2026-03-27T00:00:00.000Z");
  EXPECT_EQ(StartIn("Asia/Jerusalem", "2026-10-25T01:30"), "2026-10-24T22:30:00.000Z");
}

TEST(ReadStart, AnythingElseIsNone) {
  for (const char* text : {"", "lately", "2026-13-01", "2026-11-22T", "2026-11-22T25:00",
                           "2026-11-22T08", "2026-11-22x08:30", "2026-11-22T08:30 "})
    EXPECT_EQ(StartIn("Asia/Jerusalem", text), "") << text;
}

}  // namespace
}  // namespace chartbridge::bridge::consent
