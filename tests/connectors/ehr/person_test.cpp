#include "connectors/ehr/person.h"

#include <gtest/gtest.h>

#include "fhir/json/parse.h"

namespace chartbridge::ehr {
namespace {

using testing::Test;

Instant At(const char* text) { return *ParseInstant(text); }
fhir::json::Value Json(const char* text) { return fhir::json::Parse(text).value(); }

TEST(IsOver, ADateLastsUntilItIsOverEverywhere) {
  EXPECT_FALSE(IsOver("2026-11-22", At("2026-11-22T23:59:59Z")));
  EXPECT_FALSE(IsOver("2026-11-22", At("2026-11-23T11:59:59Z")));
  EXPECT_TRUE(IsOver("2026-11-22", At("2026-11-23T12:00:00Z")));
}

TEST(IsOver, MonthsYearsAndInstants) {
  EXPECT_TRUE(IsOver("2025", At("2026-11-22T00:00:00Z")));
  EXPECT_FALSE(IsOver("2026", At("2026-11-22T00:00:00Z")));
  EXPECT_TRUE(IsOver("2026-10", At("2026-11-22T00:00:00Z")));
  EXPECT_FALSE(IsOver("2026-12", At("2026-11-22T00:00:00Z")));
  EXPECT_TRUE(IsOver("2026-11-22T09:00:00+02:00", At("2026-11-22T07:00:01Z")));
}

TEST(IsOver, WhatCannotBeReadIsNotOver) {
  for (const char* end : {"", "yesterday", "2026-13", "2026-02-30", "2020-1-1", "202"}) {
    EXPECT_FALSE(IsOver(end, At("2026-11-22T00:00:00Z"))) << end;
  }
}

TEST(CurrentPhones, LeavesOutOldOnesAndOtherSystems) {
  const auto person = Json(R"({"telecom":[
    {"system":"phone","value":"1"},{"system":"sms","value":"2"},{"value":"3"},
    {"system":"email","value":"a@b"},{"system":"phone","value":"4","use":"old"},
    {"system":"phone","value":"5","period":{"end":"2020-01-01"}},
    {"system":"phone"},{"system":"phone","value":7},"x",null]})");
  EXPECT_EQ(CurrentPhones(person, At("2026-11-22T00:00:00Z")),
            (std::vector<std::string>{"1", "2", "3"}));
}

// D16
TEST(CurrentPhones, D16_ANumberThatIsYetToComeDoesNotCount) {
  const auto person = Json(R"({"telecom":[
    {"system":"phone","value":"1","period":{"start":"2026-11-23"}},
    {"system":"phone","value":"2","period":{"start":"2026-12"}},
    {"system":"phone","value":"3","period":{"start":"2027"}},
    {"system":"phone","value":"4","period":{"start":"2026-11-22T00:00:01Z"}},
    {"system":"phone","value":"5","period":{"start":"2026-11-22T00:00:00Z"}},
    {"system":"phone","value":"6","period":{"start":"2026"}},
    {"system":"phone","value":"7","period":{"start":"soon"}}]})");
  EXPECT_EQ(CurrentPhones(person, At("2026-11-22T00:00:00Z")),
            (std::vector<std::string>{"5", "6", "7"}));
  // Somewhere on earth that day has begun.
  EXPECT_FALSE(IsYetToCome("2026-11-23", At("2026-11-22T10:00:00Z")));
  EXPECT_TRUE(IsYetToCome("2026-11-23", At("2026-11-22T09:59:59Z")));
}

// C6
TEST(CurrentPhones, C6_ALinkToAChatIsANumberWhateverItsSystem) {
  const auto person = Json(R"({"telecom":[
    {"system":"url","value":"https://wa.me/34691000038"},
    {"system":"other","value":"whatsapp:+34691000038"},
    {"system":"url","value":"https://clinic.example"},{"system":"other","value":"34691000038"}]})");
  EXPECT_EQ(CurrentPhones(person, At("2026-11-22T00:00:00Z")),
            (std::vector<std::string>{"https://wa.me/34691000038", "whatsapp:+34691000038"}));
}

TEST(HasSameDigits, ComparesDigitsOnly) {
  EXPECT_TRUE(HasSameDigits({"0555550109 / 0555550101"}, {"0555550101"}));
  EXPECT_TRUE(HasSameDigits({"055/555/0101"}, {"0555550101"}));
  EXPECT_TRUE(HasSameDigits({"+972 55-555-0101"}, {"972555550101"}));
  EXPECT_FALSE(HasSameDigits({"0555550102"}, {"0555550101", ""}));
  EXPECT_FALSE(HasSameDigits({"none"}, {""}));
}

}  // namespace
}  // namespace chartbridge::ehr
