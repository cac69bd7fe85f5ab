// Candidate forms, spellings and the comparison with what an EHR holds.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "bridge/match/match_patient.h"

namespace chartbridge::bridge::match {
namespace {

using mappings::PhoneNumber;
using testing::Contains;
using testing::ElementsAre;

std::vector<std::string> Candidates(const std::string& digits) {
  return CandidateNumbers(PhoneNumber(digits));
}

TEST(CandidateNumbers, BrazilNinthDigitBothWays) {
  EXPECT_THAT(Candidates("5511987654321"), ElementsAre("+5511987654321", "+551187654321"));
  EXPECT_THAT(Candidates("551187654321"), ElementsAre("+551187654321", "+5511987654321"));
}

TEST(CandidateNumbers, BrazilLandlineHasNone) {
  EXPECT_THAT(Candidates("551131234567"), ElementsAre("+551131234567"));
}

TEST(CandidateNumbers, MexicoAndArgentinaBothWays) {
  EXPECT_THAT(Candidates("5215512345678"), ElementsAre("+5215512345678", "+525512345678"));
  EXPECT_THAT(Candidates("525512345678"), ElementsAre("+525512345678", "+5215512345678"));
  EXPECT_THAT(Candidates("5491123456789"), ElementsAre("+5491123456789", "+541123456789"));
  EXPECT_THAT(Candidates("541123456789"), ElementsAre("+541123456789", "+5491123456789"));
}

TEST(CandidateNumbers, OthersAsTheyAre) {
  EXPECT_THAT(Candidates("972501234567"), ElementsAre("+972501234567"));
  EXPECT_THAT(Candidates("15550001111"), ElementsAre("+15550001111"));
}

TEST(CandidateNumbers, P4NoPhoneNumberHasNone) {
  for (const char* odd : {"", "123", "0501234567", "+972501234567", "97250123456a",
                          "1234567890123456", "ES.44100988", "972 501234567"}) {
    EXPECT_THAT(Candidates(odd), ElementsAre()) << odd;
  }
}

// The nine manners of tests/tools/fhir/patients/patients.py.
std::vector<std::string> NineManners(const std::string& code, const std::string& nsn) {
  std::vector<std::string> cut;
  for (std::size_t i = 0; i < nsn.size(); i += 3) cut.push_back(nsn.substr(i, 3));
  const auto join = [&](const std::string& between) {
    std::string text;
    for (std::size_t i = 0; i < cut.size(); ++i) text += (i == 0 ? "" : between) + cut[i];
    return text;
  };
  return {"+" + code + nsn,          "+" + code + " " + join(" "),
          "00" + code + nsn,         "0" + nsn,
          "0" + join(" "),           "(0" + nsn.substr(0, 4) + ") " + nsn.substr(4),
          "+" + code + " (0)" + nsn, "+" + code + "-" + join("-"),
          "tel:+" + code + nsn};
}

TEST(Spellings, FindNumbersInEveryMannerOfTheTestRegistry) {
  const PhoneNumber number("447700900123");
  const std::vector<std::string> spellings = Spellings(number, "GB");
  for (const std::string& manner : NineManners("44", "7700900123")) {
    EXPECT_THAT(spellings, Contains(manner));
    EXPECT_TRUE(SameNumber(number, manner, "GB")) << manner;
  }
}

TEST(Spellings, AreAtLeastElevenAndEachOnce) {
  for (const auto& [digits, country] :
       std::vector<std::pair<std::string, std::string>>{{"447700900123", "GB"},
                                                        {"972501234567", "IL"},
                                                        {"34612345678", "ES"},
                                                        {"5511987654321", "BR"},
                                                        {"5215512345678", "MX"},
                                                        {"5491123456789", "AR"},
                                                        {"15550001111", "US"},
                                                        {"33639980001", "IL"}}) {
    const auto spellings = Spellings(PhoneNumber(digits), country);
    EXPECT_GE(spellings.size(), 11U) << digits;
    EXPECT_LE(spellings.size(), 150U * Candidates(digits).size()) << digits;
    EXPECT_EQ(std::set<std::string>(spellings.begin(), spellings.end()).size(), spellings.size())
        << digits;
  }
}

TEST(Spellings, P4EveryOneMeansTheNumber) {
  for (const auto& [digits, country] :
       std::vector<std::pair<std::string, std::string>>{{"447700900123", "GB"},
                                                        {"972501234567", "IL"},
                                                        {"34612345678", "ES"},
                                                        {"5511987654321", "BR"},
                                                        {"5215512345678", "MX"},
                                                        {"525512345678", "MX"},
                                                        {"33639980001", "IL"},
                                                        {"33639980001", "FR"}}) {
    for (const std::string& spelling : Spellings(PhoneNumber(digits), country)) {
      EXPECT_TRUE(SameNumber(PhoneNumber(digits), spelling, country))
          << digits << " as " << spelling;
    }
  }
}

TEST(Spellings, IsraeliMobileAsPeopleWriteIt) {
  const auto spellings = Spellings(PhoneNumber("972501234567"), "IL");
  for (const char* usual :
       {"0501234567", "050-1234567", "050-123-4567", "050 1234567", "+972501234567",
        "+972-50-1234567", "+972-50-123-4567", "972501234567", "00972501234567", "501234567"}) {
    EXPECT_THAT(spellings, Contains(usual));
  }
}

TEST(Spellings, SpanishMobileAsPeopleWriteIt) {
  const auto spellings = Spellings(PhoneNumber("34612345678"), "ES");
  for (const char* usual : {"612345678", "612 34 56 78", "612 345 678", "+34 612 34 56 78",
                            "+34612345678", "0034612345678"}) {
    EXPECT_THAT(spellings, Contains(usual));
  }
}

// C6, D17: as Spanish clinics write one mobile. What is a plain number is searched for as it is
// written; the others are recognised where a server's search brings them.
struct Written {
  const char* text;
  bool searched = true;
};
const Written kSpanish[] = {
    {"691000038"},
    {"+34691000038"},
    {"34691000038"},
    {"0034691000038"},
    {"0034 691000038"},
    {"0034-691000038"},
    {"0034 691 000 038"},
    {"+34 691000038"},
    {"+34 691 000 038"},
    {"+34 691 00 00 38"},
    {"+34-691-000-038"},
    {"+34.691.000.038"},
    {"(+34) 691000038"},
    {"(+34)691000038"},
    {"(+34) 691 000 038"},
    {"(0034) 691000038"},
    {"34 691 000 038"},
    {"691 000 038"},
    {"691 00 00 38"},
    {"691-000-038"},
    {"691-00-00-38"},
    {"691.000.038"},
    {"691.00.00.38"},
    {"691/000/038"},
    {"691/000038"},
    {"691/00/00/38"},
    {"691 000038"},
    {"691-000038"},
    {"691\xC2\xA0"
     "000\xC2\xA0"
     "038"},
    {"+34\xC2\xA0"
     "691\xC2\xA0"
     "00\xC2\xA0"
     "00\xC2\xA0"
     "38"},
    {"tel:+34691000038"},
    {"tel:+34-691-000-038"},
    {"tel:+34-691-00-00-38"},
    {"tel:691000038"},
    {"https://wa.me/34691000038"},
    {"http://wa.me/34691000038"},
    {"wa.me/34691000038"},
    {"https://api.whatsapp.com/send?phone=34691000038"},
    {"https://wa.me/34691000038?text=hola", false},
    {"whatsapp:+34691000038", false},
    {"691000038 ext. 2", false},
    {"691000038 ext 21", false},
    {"691 000 038 x3", false},
    {"M\xC3\xB3vil: 691 000 038", false},
    {"691000038 (m\xC3\xB3vil)", false},
    {"Tel. +34 691 000 038", false},
    {"691000038 / 911234567", false},
    {"911234567 / 691000038", false},
    {"691000038, 692000039", false},
    {"692 000 039 - 691 000 038", false},
    {"692000039 o 691000038", false},
};

TEST(Spellings, D17_ASpanishNumberIsFoundHoweverTheClinicWroteIt) {
  const PhoneNumber number("34691000038");
  const auto spellings = Spellings(number, "ES");
  for (const Written& written : kSpanish) {
    EXPECT_TRUE(SameNumber(number, written.text, "ES")) << written.text;
    if (written.searched) {
      EXPECT_THAT(spellings, Contains(written.text));
    }
    EXPECT_FALSE(SameNumber(PhoneNumber("34691000037"), written.text, "ES")) << written.text;
  }
}

TEST(Spellings, TheLikeliestComeFirst) {
  const auto spellings = Spellings(PhoneNumber("34691000038"), "ES");
  ASSERT_GE(spellings.size(), 3U);
  EXPECT_THAT(std::vector<std::string>(spellings.begin(), spellings.begin() + 3),
              testing::UnorderedElementsAre("+34691000038", "34691000038", "691000038"));
}

TEST(Spellings, NationalOnesAreTheClinicsOwn) {
  const auto abroad = Spellings(PhoneNumber("966501234567"), "IL");
  EXPECT_THAT(abroad, Contains("+966501234567"));
  EXPECT_THAT(abroad, testing::Not(Contains("0501234567")));
}

TEST(Spellings, OfNoNumberAreNone) {
  EXPECT_THAT(Spellings(PhoneNumber("x"), "IL"), ElementsAre());
}

TEST(Spellings, OfAnUnknownClinicCountryAreInternational) {
  EXPECT_THAT(Spellings(PhoneNumber("972501234567"), ""), Contains("+972501234567"));
}

TEST(SameNumber, ReadsWhatPeopleType) {
  const PhoneNumber number("972501234567");
  for (const char* written :
       {"tel:+972-50-123-4567",
        "tel:050-1234567;phone-context=+972",
        "050.123.4567",
        "(050) 123 4567",
        "050/1234567",
        "  0501234567  ",
        "050-1234567 ext. 12",
        "+972 50 123 4567 x3",
        "972501234567",
        "+972\xC2\xA0"
        "50\xC2\xA0"
        "1234567",
        "\xE2\x80\x8E+972 50-123-4567\xE2\x80\xAC",
        "\xE2\x80\x8F"
        "050-1234567",
        "\xE2\x81\xA8"
        "0501234567\xE2\x81\xA9",
        "\xEF\xBB\xBF"
        "0501234567",
        "\xD9\xA0\xD9\xA5\xD9\xA0\xD9\xA1\xD9\xA2\xD9\xA3\xD9\xA4\xD9\xA5\xD9\xA6\xD9\xA7",
        "\xEF\xBC\x8B"
        "972 501234567",
        "050\xE2\x80\x93"
        "1234567",
        "+972-(0)50-1234567",
        "050-1234567 / 052-7654321",
        "052-7654321 / 050-1234567"}) {
    EXPECT_TRUE(SameNumber(number, written, "IL")) << written;
  }
}

TEST(SameNumber, P4RefusesWhatIsNotClearlyIt) {
  const PhoneNumber number("972501234567");
  for (const char* written : {"", " ", "+", "tel:", "050-1234568", "1234567", "+972 50 123 456",
                              "+966 50 123 4567", "050-1234568 / 052-7654321", "mother", "\xE2\x80",
                              "\xFF\xFE", "anonymous@example.org", "0"}) {
    EXPECT_FALSE(SameNumber(number, written, "IL")) << written;
  }
  EXPECT_FALSE(SameNumber(number, std::string(100000, '5'), "IL"));
  EXPECT_FALSE(SameNumber(PhoneNumber(""), "", "IL"));
  EXPECT_FALSE(SameNumber(PhoneNumber("966501234567"), "0501234567", "IL"));
}

TEST(SameNumber, UnknownClinicCountryReadsOnlyInternational) {
  EXPECT_TRUE(SameNumber(PhoneNumber("972501234567"), "+972 50 123 4567", ""));
  EXPECT_FALSE(SameNumber(PhoneNumber("972501234567"), "050-1234567", ""));
}

TEST(SameNumber, P4NeverCrashesOnAnyBytes) {
  std::mt19937 random(42);
  for (int round = 0; round < 2000; ++round) {
    std::string bytes(std::size_t(random() % 24), '\0');
    for (char& byte : bytes)
      byte = random() % 2 == 0 ? char('0' + random() % 10) : char(random() % 256);
    EXPECT_FALSE(SameNumber(PhoneNumber("972501234567"), bytes, "IL") && bytes.size() < 9);
  }
}

}  // namespace
}  // namespace chartbridge::bridge::match
