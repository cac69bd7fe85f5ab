// Which records are one person, and which only perhaps.
#include "connectors/ehr/patient_links.h"

#include <gtest/gtest.h>

#include "directory_office.h"

namespace chartbridge::ehr {
namespace {

using testing::kSpellings;
using testing::Link;
using testing::Linked;
using testing::Office;
using testing::Person;
using testing::Refused;
using testing::Reply;
using testing::Searchset;

TEST(FhirDirectory, P4_AMergedPatientIsTheOneWhoReplacedIt) {
  const std::string now = Person("Patient", "new", Linked(Link("replaces", "Patient/mid")));
  Office office(
      {{"Patient?phone",
        {200, Searchset({Person("Patient", "old",
                                R"(,"active":false)" + Linked(Link("replaced-by", "Patient/mid"))),
                         now})}},
       {"Patient/mid",
        {200, Person("Patient", "mid",
                     Linked(Link("replaced-by", "Patient/new") + "," +
                            Link("replaces", "Patient/old")))}},
       {"Patient/new", {200, now}}});
  const auto people = office.directory.FindByPhone(kSpellings);
  ASSERT_TRUE(people);
  ASSERT_EQ(people->patients.size(), 1u);
  EXPECT_EQ(people->patients[0].reference, "Patient/new");
  EXPECT_TRUE(people->patients[0].active);
  EXPECT_EQ(people->patients[0].merged, (std::vector<std::string>{"Patient/mid", "Patient/old"}));
  EXPECT_TRUE(people->patients[0].related.empty());
}

TEST(FhirDirectory, B4_TwoRecordsThatOnlySeeEachOtherStayTwo) {
  Office office(
      {{"Patient?phone",
        {200, Searchset({Person("Patient", "a", Linked(Link("seealso", "Patient/b"))),
                         Person("Patient", "b", Linked(Link("seealso", "Patient/a")))})}}});
  const auto people = office.directory.FindByPhone(kSpellings);
  ASSERT_TRUE(people);
  ASSERT_EQ(people->patients.size(), 2u);
  EXPECT_TRUE(people->patients[0].merged.empty());
}

TEST(FhirDirectory, B4_WhatOnlyOneRecordSaysIsRelatedAndNotMerged) {
  const std::string other = Person("Patient", "other");
  struct Case {
    const char* name;
    std::string links;
    std::string other;
  };
  const Case cases[] = {
      {"replaces, and the other knows nothing", Link("replaces", "Patient/other"), other},
      {"seealso", Link("seealso", "Patient/other"), other},
      {"refer", Link("refer", "Patient/other"), other},
      {"seealso both", Link("seealso", "Patient/other"),
       Person("Patient", "other", Linked(Link("seealso", "Patient/a")))},
      {"both replace each other", Link("replaces", "Patient/other"),
       Person("Patient", "other", Linked(Link("replaces", "Patient/a")))},
      {"the other was replaced by a third", Link("replaces", "Patient/other"),
       Person("Patient", "other", Linked(Link("replaced-by", "Patient/third")))},
  };
  for (const Case& one : cases) {
    Office office({{"Patient/a", {200, Person("Patient", "a", Linked(one.links))}},
                   {"Patient/other", {200, one.other}}});
    const auto known = office.directory.Read("Patient/a");
    ASSERT_TRUE(known) << one.name;
    EXPECT_EQ(known->reference, "Patient/a") << one.name;
    EXPECT_TRUE(known->merged.empty()) << one.name;
    EXPECT_EQ(known->related, std::vector<std::string>{"Patient/other"}) << one.name;
  }
}

TEST(FhirDirectory, B4_AReplacedRecordWhoseSuccessorKnowsNothingOfItIsRelated) {
  Office office(
      {{"Patient/old", {200, Person("Patient", "old", Linked(Link("replaced-by", "Patient/new")))}},
       {"Patient/new", {200, Person("Patient", "new")}}});
  const auto known = office.directory.Read("Patient/old");
  ASSERT_TRUE(known);
  EXPECT_EQ(known->reference, "Patient/new");
  EXPECT_TRUE(known->merged.empty());
  EXPECT_EQ(known->related, std::vector<std::string>{"Patient/old"});
}

TEST(FhirDirectory, D16_EveryRecordThatWasMergedIntoThePatientIsNamed) {
  Office office(
      {{"Patient/new",
        {200, Person("Patient", "new",
                     Linked(Link("replaces", "Patient/mid")) +
                         R"(,"identifier":[{"system":"urn:mrn","value":"1"}])")}},
       {"Patient/mid",
        {200, Person("Patient", "mid",
                     Linked(Link("replaced-by", "Patient/new") + "," +
                            Link("replaces", "http://hapi/fhir/Patient/old")))}},
       {"Patient/old",
        {200,
         Person("Patient", "old",
                Linked(Link("replaced-by", "Patient/mid")) +
                    R"(,"identifier":[{"system":"urn:mrn","value":"2"},{"system":"urn:x"}])")}},
       {"metadata", {200, R"({"resourceType":"CapabilityStatement","implementation":
            {"url":"http://hapi/fhir"}})"}}});
  const auto known = office.directory.Read("Patient/new");
  ASSERT_TRUE(known);
  EXPECT_EQ(known->merged, (std::vector<std::string>{"Patient/mid", "Patient/old"}));
  EXPECT_EQ(known->identifiers,
            (std::vector<bridge::PatientIdentifier>{{"urn:mrn", "1"}, {"urn:mrn", "2"}}));
  const auto from_old = office.directory.Read("Patient/old");
  ASSERT_TRUE(from_old);
  EXPECT_EQ(from_old->reference, "Patient/new");
  EXPECT_EQ(from_old->merged, (std::vector<std::string>{"Patient/mid", "Patient/old"}));
}

TEST(FhirDirectory, D16_RecordsThatSayTheyWereReplacedByThePatientAreFoundToo) {
  Office office(
      {{"Patient/new", {200, Person("Patient", "new")}},
       {"Patient?link=Patient%2Fnew",
        {200, Searchset({Person("Patient", "old", Linked(Link("replaced-by", "Patient/new"))),
                         Person("Patient", "twin", Linked(Link("seealso", "Patient/new")))})}},
       {"Patient?link=Patient%2Fold",
        {200,
         Searchset({Person("Patient", "oldest", Linked(Link("replaced-by", "Patient/old")))})}}});
  const auto known = office.directory.Read("Patient/new");
  ASSERT_TRUE(known);
  EXPECT_TRUE(known->merged.empty());
  EXPECT_EQ(known->related,
            (std::vector<std::string>{"Patient/old", "Patient/twin", "Patient/oldest"}));
}

TEST(FhirDirectory, D16_AServerThatCannotBeAskedWhoLinksIsAskedForLess) {
  const Reply everybody = {200, Searchset({Person("Patient", "x"), Person("Patient", "y")})};
  for (const Reply& reply : {Refused(400), Refused(403), Refused(501), everybody}) {
    Office office({{"Patient/a", {200, Person("Patient", "a")}}, {"Patient?link", reply}});
    ASSERT_TRUE(office.directory.Read("Patient/a")) << reply.status;
    const auto known = office.directory.Read("Patient/a");
    ASSERT_TRUE(known) << reply.status;
    EXPECT_TRUE(known->related.empty());
    EXPECT_EQ(office.server.seen().size(), 3u) << "asked once in ten minutes";
  }
}

TEST(FhirDirectory, D16_WhoLinksMustBeKnownWhereItIsOffered) {
  Office office({{"Patient/a", {200, Person("Patient", "a")}}, {"Patient?link", {500, ""}}});
  ASSERT_FALSE(office.directory.Read("Patient/a"));
  EXPECT_EQ(office.directory.Read("Patient/a").error().kind, FailureKind::kUnreachable);
}

TEST(FhirDirectory, D16_AMergedRecordThatCannotBeReadStillCounts) {
  for (const Reply& reply :
       {Refused(404), Refused(410), Refused(403), Reply{200, Person("Patient", "other")}}) {
    Office office(
        {{"Patient/a", {200, Person("Patient", "a", Linked(Link("replaces", "Patient/b")))}},
         {"Patient/b", reply}});
    const auto known = office.directory.Read("Patient/a");
    ASSERT_TRUE(known) << reply.status;
    EXPECT_EQ(known->related, std::vector<std::string>{"Patient/b"});
  }
  Office away({{"Patient/a", {200, Person("Patient", "a", Linked(Link("replaces", "Patient/b")))}},
               {"Patient/b", {503, ""}}});
  EXPECT_FALSE(away.directory.Read("Patient/a"));
}

TEST(FhirDirectory, D16_ABrokenMergedRecordBlocksNoGoodOne) {
  for (const char* target : {"Patient/a", "https://other.example/fhir/Patient/9", "Patient/gone",
                             "Practitioner/1", "", "Patient/vip"}) {
    const std::string self = Person("Patient", "a", Linked(Link("replaced-by", target)));
    Office office({{"Patient?phone", {200, Searchset({self, Person("Patient", "good")})}},
                   {"Patient/a", {200, self}},
                   {"Patient/vip", Refused(403)},
                   {"Patient/gone", Refused(410)}});
    const auto people = office.directory.FindByPhone(kSpellings);
    ASSERT_TRUE(people) << target;
    ASSERT_EQ(people->patients.size(), 1u) << target;
    EXPECT_EQ(people->patients[0].reference, "Patient/good");
    EXPECT_EQ(people->unreadable, std::vector<std::string>{"Patient/a"}) << target;
  }
}

TEST(FhirDirectory, D16_ARecordThatCannotBeReadNowIsAskedForAgain) {
  Office office(
      {{"Patient?phone",
        {200, Searchset({Person("Patient", "a", Linked(Link("replaced-by", "Patient/b")))})}},
       {"Patient/b", {503, ""}}});
  EXPECT_EQ(office.directory.FindByPhone(kSpellings).error().kind, FailureKind::kThrottled);
}

TEST(FhirDirectory, LinksInACircleOrToNothingAreNoPatientToRead) {
  const std::string self = Person("Patient", "a", Linked(Link("replaced-by", "Patient/b")));
  Office office(
      {{"Patient/a", {200, self}},
       {"Patient/b", {200, Person("Patient", "b", Linked(Link("replaced-by", "Patient/a")))}}});
  EXPECT_EQ(office.directory.Read("Patient/a").error().kind, FailureKind::kCorrupt);
}

TEST(FhirDirectory, C5_ADeceasedPatientIsSaidToBe) {
  for (const auto& [more, deceased] : std::vector<std::pair<std::string, bool>>{
           {"", false},
           {R"(,"deceasedBoolean":false)", false},
           {R"(,"deceasedBoolean":true)", true},
           {R"(,"deceasedDateTime":"2026")", true},
           {R"(,"deceasedDateTime":"2026-01-01T10:00:00Z","deceasedBoolean":false)", true},
           {R"(,"deceasedBoolean":"yes")", true}}) {
    Office office({{"Patient/a", {200, Person("Patient", "a", more)}},
                   {"Patient?phone", {200, Searchset({Person("Patient", "a", more)})}}});
    EXPECT_EQ(office.directory.Read("Patient/a")->deceased, deceased) << more;
    EXPECT_EQ(office.directory.FindByPhone(kSpellings)->patients.at(0).deceased, deceased) << more;
  }
}

}  // namespace
}  // namespace chartbridge::ehr
