// Whose chart is this? Each row is a situation at a front desk.
#include "bridge/match/match_patient.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

namespace chartbridge::bridge::match {
namespace {

using mappings::PhoneNumber;

// "one Patient/a", "several Patient/a Patient/b", "none", "staff Practitioner/x".
std::string Text(const Match& match) {
  struct Speak {
    std::string operator()(const None&) const { return "none"; }
    std::string operator()(const One& one) const { return "one " + one.patient; }
    std::string operator()(const Several& several) const {
      return Joined("several", several.patients);
    }
    std::string operator()(const Staff& staff) const {
      return Joined("staff", staff.practitioners);
    }
    static std::string Joined(std::string text, const std::vector<std::string>& names) {
      for (const std::string& name : names) text += " " + name;
      return text;
    }
  };
  return std::visit(Speak(), match);
}

KnownPatient Person(std::string reference, std::vector<std::string> phones) {
  KnownPatient patient;
  patient.reference = std::move(reference);
  patient.phones = std::move(phones);
  return patient;
}
KnownPatient Inactive(KnownPatient patient) {
  patient.active = false;
  return patient;
}
KnownPatient Merging(KnownPatient patient, std::vector<std::string> merged) {
  patient.merged = std::move(merged);
  return patient;
}

struct Situation {
  const char* name;
  const char* from;  // as WhatsApp writes it
  const char* clinic;
  KnownPeople people;
  const char* want;
};

const std::vector<Situation>& Situations() {
  static const std::vector<Situation> all = {
      {"one patient has the number",
       "447700900001",
       "GB",
       {{Person("Patient/a", {"07700 900001"})}, {}},
       "one Patient/a"},
      {"nobody has the number", "447700900001", "GB", {{}, {}}, "none"},
      {"search found somebody whose number is another",
       "447700900001",
       "GB",
       {{Person("Patient/a", {"07700 900002"})}, {}},
       "none"},
      {"family shares the number",
       "447700900001",
       "GB",
       {{Person("Patient/mother", {"+44 7700 900001"}), Person("Patient/child", {"07700900001"})},
        {}},
       "several Patient/child Patient/mother"},
      {"same patient found by two spellings",
       "447700900001",
       "GB",
       {{Person("Patient/a", {"+447700900001"}), Person("Patient/a", {"07700900001"})}, {}},
       "one Patient/a"},
      {"number was recycled and its old owner is inactive",
       "447700900001",
       "GB",
       {{Inactive(Person("Patient/old", {"07700 900001"})),
         Person("Patient/new", {"07700 900001"})},
        {}},
       "one Patient/new"},
      {"only an inactive patient has it",
       "447700900001",
       "GB",
       {{Inactive(Person("Patient/old", {"07700 900001"}))}, {}},
       "none"},
      {"patient was merged and both records have the number",
       "447700900001",
       "GB",
       {{Merging(Person("Patient/now", {"07700 900001"}), {"Patient/then"}),
         Person("Patient/then", {"07700 900001"})},
        {}},
       "one Patient/now"},
      {"only the record merged away has the number",
       "447700900001",
       "GB",
       {{Merging(Person("Patient/now", {}), {"Patient/then"}),
         Person("Patient/then", {"07700 900001"})},
        {}},
       "one Patient/now"},
      {"merged twice",
       "447700900001",
       "GB",
       {{Merging(Person("Patient/c", {}), {"Patient/b"}),
         Merging(Person("Patient/b", {}), {"Patient/a"}), Person("Patient/a", {"07700 900001"})},
        {}},
       "one Patient/c"},
      {"merged into an inactive record",
       "447700900001",
       "GB",
       {{Inactive(Merging(Person("Patient/now", {}), {"Patient/then"})),
         Person("Patient/then", {"07700 900001"})},
        {}},
       "none"},
      {"two records each say that they replaced the other",
       "447700900001",
       "GB",
       {{Merging(Person("Patient/a", {"07700 900001"}), {"Patient/b"}),
         Merging(Person("Patient/b", {"07700 900001"}), {"Patient/a"})},
        {}},
       "several Patient/a Patient/b"},
      {"staff member writes from their own phone",
       "447700900001",
       "GB",
       {{}, {"Practitioner/dr"}},
       "staff Practitioner/dr"},
      {"staff member is also a patient here",
       "447700900001",
       "GB",
       {{Person("Patient/dr", {"07700 900001"})}, {"Practitioner/dr"}},
       "staff Practitioner/dr"},
      {"ward phone of two practitioners",
       "447700900001",
       "GB",
       {{}, {"Practitioner/b", "Practitioner/a", "Practitioner/b"}},
       "staff Practitioner/a Practitioner/b"},
      {"Brazil, chart has the ninth digit and WhatsApp has not",
       "551187654321",
       "BR",
       {{Person("Patient/a", {"(11) 98765-4321"})}, {}},
       "one Patient/a"},
      {"Brazil, WhatsApp has the ninth digit and the chart has not",
       "5511987654321",
       "BR",
       {{Person("Patient/a", {"(11) 8765-4321"})}, {}},
       "one Patient/a"},
      {"Brazil, another area code",
       "5511987654321",
       "BR",
       {{Person("Patient/a", {"(21) 98765-4321"})}, {}},
       "none"},
      {"Mexico, WhatsApp writes the old 1",
       "5215512345678",
       "MX",
       {{Person("Patient/a", {"55 1234 5678"})}, {}},
       "one Patient/a"},
      {"Mexico, the chart has the old 1",
       "525512345678",
       "MX",
       {{Person("Patient/a", {"+52 1 55 1234 5678"})}, {}},
       "one Patient/a"},
      {"Argentina, the chart has 15 and no 9",
       "5491123456789",
       "AR",
       {{Person("Patient/a", {"011 15-2345-6789"})}, {}},
       "one Patient/a"},
      {"Argentina, the chart has neither",
       "5491123456789",
       "AR",
       {{Person("Patient/a", {"+54 11 2345-6789"})}, {}},
       "one Patient/a"},
      {"Israel, mobile as people say it",
       "972501234567",
       "IL",
       {{Person("Patient/a", {"050-1234567"})}, {}},
       "one Patient/a"},
      {"Israel, zero kept behind the country code",
       "972501234567",
       "IL",
       {{Person("Patient/a", {"+972 (0)50-123-4567"})}, {}},
       "one Patient/a"},
      {"Spain, nine digits without trunk zero",
       "34612345678",
       "ES",
       {{Person("Patient/a", {"612 34 56 78"})}, {}},
       "one Patient/a"},
      {"Spain, dialled with 00",
       "34612345678",
       "ES",
       {{Person("Patient/a", {"0034 612345678"})}, {}},
       "one Patient/a"},
      {"tourist, the chart has the international form",
       "33639980001",
       "IL",
       {{Person("Patient/a", {"+33 6 39 98 00 01"})}, {}},
       "one Patient/a"},
      {"tourist, and a local number of the same digits",
       "966501234567",
       "IL",
       {{Person("Patient/a", {"050-1234567"})}, {}},
       "none"},
      {"digits that abroad mean the sender and here a neighbour",
       "6565812345",
       "US",
       {{Person("Patient/a", {"656-581-2345"})}, {}},
       "none"},
      {"sender's number is no phone number",
       "ES.4410098877665544332",
       "ES",
       {{Person("Patient/a", {"612345678"})}, {}},
       "none"},
      {"sender's number is empty",
       "",
       "ES",
       {{Person("Patient/a", {""})}, {"Practitioner/dr"}},
       "none"},
      {"field holds no number",
       "34612345678",
       "ES",
       {{Person("Patient/a", {"", "n/a", "call mother"})}, {}},
       "none"},
      {"second phone of the patient",
       "34612345678",
       "ES",
       {{Person("Patient/a", {"911234567", "612345678"})}, {}},
       "one Patient/a"},
  };
  return all;
}

TEST(MatchPatient, P4RightChartOrNone) {
  for (const Situation& situation : Situations()) {
    EXPECT_EQ(Text(MatchPatient(PhoneNumber(situation.from), situation.people, situation.clinic)),
              situation.want)
        << situation.name;
  }
}

TEST(MatchPatient, P4OrderOfTheSearchResultsNeverMatters) {
  std::mt19937 random(7);
  for (Situation situation : Situations()) {
    for (int round = 0; round < 5; ++round) {
      std::shuffle(situation.people.patients.begin(), situation.people.patients.end(), random);
      EXPECT_EQ(Text(MatchPatient(PhoneNumber(situation.from), situation.people, situation.clinic)),
                situation.want)
          << situation.name;
    }
  }
}

}  // namespace
}  // namespace chartbridge::bridge::match
