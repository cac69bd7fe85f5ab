#include "connectors/ehr/fhir_directory.h"

#include <gtest/gtest.h>

#include "fake_fhir.h"

namespace chartbridge::ehr {
namespace {

using testing::FakeFhir;
using testing::Reply;
using testing::Seen;

std::string Searchset(const std::vector<std::string>& resources, const std::string& more = "") {
  std::string entries;
  for (const std::string& resource : resources) {
    entries += (entries.empty() ? "" : ",") + (R"({"resource":)" + resource + "}");
  }
  return R"({"resourceType":"Bundle","type":"searchset")" + more + R"(,"entry":[)" + entries + "]}";
}

std::string Person(const std::string& type, const std::string& id, const std::string& more = "") {
  return R"({"resourceType":")" + type + R"(","id":")" + id +
         R"(","telecom":[{"system":"phone","value":"+972 55-555-0101"}])" + more + "}";
}

// Answers by the start of the target; anything else is an empty searchset.
struct Answers {
  std::vector<std::pair<std::string, Reply>> by_target;
  Reply operator()(const Seen& seen) const {
    for (const auto& [start, reply] : by_target) {
      if (seen.target.rfind("/fhir/" + start, 0) == 0) return reply;
    }
    return {200, Searchset({})};
  }
};

struct Office {
  explicit Office(std::vector<std::pair<std::string, Reply>> answers)
      : server(Answers{std::move(answers)}) {}
  FakeFhir server;
  testing::Connection connection{server.base()};
  FhirDirectory directory{connection.rest};
};

const std::vector<std::string> kSpellings = {"+972555550101", "0555550101", "972555550101"};

TEST(FhirDirectory, AsksOnceForAllSpellingsPastTheCache) {
  Office office(
      {{"Patient?", {200, Searchset({Person("Patient", "p1", R"(,"birthDate":"1980-01-02")")})}}});
  const auto people = office.directory.FindByPhone(kSpellings);
  ASSERT_TRUE(people);
  ASSERT_EQ(people->patients.size(), 1u);
  EXPECT_EQ(people->patients[0].reference, "Patient/p1");
  EXPECT_EQ(people->patients[0].phones, std::vector<std::string>{"+972 55-555-0101"});
  EXPECT_EQ(people->patients[0].birth_date, "1980-01-02");
  EXPECT_TRUE(people->patients[0].active);
  const auto seen = office.server.seen();
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_EQ(seen[0].target,
            "/fhir/Patient?phone=%2B972555550101,0555550101,972555550101&_count=100");
  EXPECT_EQ(seen[0].header("Cache-Control"), "no-cache");
}

TEST(FhirDirectory, NobodyIsAnEmptyAnswerAndNoSpellingsAskNothing) {
  Office office({});
  EXPECT_TRUE(office.directory.FindByPhone(kSpellings)->patients.empty());
  EXPECT_TRUE(office.directory.FindByPhone({})->patients.empty());
  EXPECT_EQ(office.server.seen().size(), 2u);
}

TEST(FhirDirectory, AServerThatRefusesPhoneIsAskedForTelecom) {
  Office office({{"Patient?phone", {400, "<html>"}},
                 {"Patient?telecom", {200, Searchset({Person("Patient", "p1")})}}});
  const auto people = office.directory.FindByPhone(kSpellings);
  ASSERT_TRUE(people);
  EXPECT_EQ(people->patients.size(), 1u);
}

TEST(FhirDirectory, P4_AStaffNumberIsFoundAndCheckedAgain) {
  Office office({{"Practitioner?",
                  {200, Searchset({Person("Practitioner", "d1"),
                                   R"({"resourceType":"Practitioner","id":"d2",
                                                       "telecom":[{"system":"phone","value":"+34600000199"}]})",
                                   Person("Practitioner", "d3", R"(,"active":false)")})}}});
  const auto people = office.directory.FindByPhone(kSpellings);
  ASSERT_TRUE(people);
  EXPECT_EQ(people->practitioners, std::vector<std::string>{"Practitioner/d1"});
}

TEST(FhirDirectory, AServerWithoutPractitionersHasNone) {
  for (const int status : {400, 404, 405, 501}) {
    Office office({{"Patient?", {200, Searchset({Person("Patient", "p1")})}},
                   {"Practitioner?", {status, ""}}});
    const auto people = office.directory.FindByPhone(kSpellings);
    ASSERT_TRUE(people) << status;
    EXPECT_EQ(people->patients.size(), 1u);
  }
}

TEST(FhirDirectory, P4_AFailingPractitionerSearchIsAFailure) {
  Office office({{"Practitioner?", {500, ""}}});
  const auto people = office.directory.FindByPhone(kSpellings);
  ASSERT_FALSE(people);
  EXPECT_EQ(people.error().kind, FailureKind::kUnreachable);
}

TEST(FhirDirectory, AllPagesAreRead) {
  Office office(
      {{"Patient?phone",
        {200, Searchset({Person("Patient", "p1")},
                        R"(,"total":2,"link":[{"relation":"next","url":"Patient?page=2"}])")}},
       {"Patient?page=2", {200, Searchset({Person("Patient", "p2")})}}});
  const auto people = office.directory.FindByPhone(kSpellings);
  ASSERT_TRUE(people);
  EXPECT_EQ(people->patients.size(), 2u);
}

TEST(FhirDirectory, P4_AMergedPatientIsTheOneWhoReplacedIt) {
  Office office(
      {{"Patient?",
        {200,
         Searchset(
             {Person(
                  "Patient", "old",
                  R"(,"active":false,"link":[{"type":"replaced-by","other":{"reference":"Patient/mid"}}])"),
              Person(
                  "Patient", "new",
                  R"(,"link":[{"type":"replaces","other":{"reference":"Patient/mid"}},{"type":"seealso","other":{"reference":"Patient/twin"}}])")})}},
       {"Patient/mid",
        {200, Person("Patient", "mid",
                     R"(,"link":[{"type":"replaced-by","other":{"reference":"Patient/new"}}])")}},
       {"Patient/new", {200, Person("Patient", "new")}}});
  const auto people = office.directory.FindByPhone(kSpellings);
  ASSERT_TRUE(people);
  ASSERT_EQ(people->patients.size(), 1u);
  EXPECT_EQ(people->patients[0].reference, "Patient/new");
  EXPECT_TRUE(people->patients[0].active);
  EXPECT_EQ(people->patients[0].merged,
            (std::vector<std::string>{"Patient/old", "Patient/mid", "Patient/twin"}));
}

TEST(FhirDirectory, LinksInACircleToElsewhereOrToNothingAreNoPatient) {
  for (const char* target : {"Patient/a", "https://other.example/fhir/Patient/9", "Patient/gone",
                             "Practitioner/1", ""}) {
    const std::string self = Person(
        "Patient", "a",
        R"(,"link":[{"type":"replaced-by","other":{"reference":")" + std::string(target) + "\"}}]");
    Office office({{"Patient?", {200, Searchset({self})}},
                   {"Patient/a", {200, self}},
                   {"Patient/gone", {410, ""}}});
    const auto people = office.directory.FindByPhone(kSpellings);
    ASSERT_FALSE(people) << target;
    EXPECT_EQ(people.error().kind, FailureKind::kCorrupt) << target;
  }
}

TEST(FhirDirectory, ReadsOnePatient) {
  Office office({{"Patient/p1", {200, Person("Patient", "p1")}},
                 {"Patient/p2", {404, ""}},
                 {"Patient/p3", {200, Person("Patient", "p9")}}});
  EXPECT_EQ(office.directory.Read("Patient/p1")->reference, "Patient/p1");
  EXPECT_EQ(office.directory.Read("Patient/p2").error().kind, FailureKind::kNotFound);
  EXPECT_EQ(office.directory.Read("Patient/p3").error().kind, FailureKind::kCorrupt);
  EXPECT_EQ(office.directory.Read("Patient/../x").error().kind, FailureKind::kNotFound);
}

TEST(FhirDirectory, AMatchOfAnotherTypeIsNotBelieved) {
  Office office({{"Patient?", {200, Searchset({Person("Practitioner", "x")})}}});
  EXPECT_EQ(office.directory.FindByPhone(kSpellings).error().kind, FailureKind::kCorrupt);
}

}  // namespace
}  // namespace chartbridge::ehr
