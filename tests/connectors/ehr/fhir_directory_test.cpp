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
  ASSERT_EQ(seen.size(), 4u);
  EXPECT_EQ(seen[0].target,
            "/fhir/Patient?phone=%2B972555550101,0555550101,972555550101&_count=100");
  EXPECT_EQ(seen[1].target,
            "/fhir/Patient?telecom=%2B972555550101,0555550101,972555550101&_count=100");
  EXPECT_EQ(seen[0].header("Cache-Control"), "no-cache");
}

TEST(FhirDirectory, NobodyIsAnEmptyAnswerAndNoSpellingsAskNothing) {
  Office office({});
  EXPECT_TRUE(office.directory.FindByPhone(kSpellings)->patients.empty());
  EXPECT_TRUE(office.directory.FindByPhone({})->patients.empty());
  EXPECT_EQ(office.server.seen().size(), 4u);
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

std::string Link(const std::string& type, const std::string& target) {
  return R"({"type":")" + type + R"(","other":{"reference":")" + target + "\"}}";
}
std::string Linked(const std::string& links) { return R"(,"link":[)" + links + "]"; }

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

// B4
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

// B4: what only one side says may add a no, never a yes.
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

// D16: in both directions, over any number of steps.
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
  for (const Reply& reply : {Reply{400, ""}, Reply{403, ""}, Reply{501, ""}, everybody}) {
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
       {Reply{404, ""}, Reply{410, ""}, Reply{403, ""}, Reply{200, Person("Patient", "other")}}) {
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

// D16
TEST(FhirDirectory, D16_ABrokenMergedRecordBlocksNoGoodOne) {
  for (const char* target : {"Patient/a", "https://other.example/fhir/Patient/9", "Patient/gone",
                             "Practitioner/1", "", "Patient/vip"}) {
    const std::string self = Person("Patient", "a", Linked(Link("replaced-by", target)));
    Office office({{"Patient?phone", {200, Searchset({self, Person("Patient", "good")})}},
                   {"Patient/a", {200, self}},
                   {"Patient/vip", {403, ""}},
                   {"Patient/gone", {410, ""}}});
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

// C5
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

// C6
TEST(FhirDirectory, C6_ANumberOfSystemSmsIsFound) {
  const std::string sms =
      R"({"resourceType":"Patient","id":"s","telecom":[{"system":"sms","value":"+972555550101"}]})";
  const std::string chat =
      R"({"resourceType":"Patient","id":"w","telecom":[{"system":"url","value":"https://wa.me/972555550101"}]})";
  Office office({{"Patient?telecom", {200, Searchset({sms, chat})}},
                 {"Practitioner?telecom",
                  {200, Searchset({R"({"resourceType":"Practitioner","id":"d","telecom":
                      [{"system":"sms","value":"0555550101"}]})"})}}});
  const auto people = office.directory.FindByPhone(kSpellings);
  ASSERT_TRUE(people);
  ASSERT_EQ(people->patients.size(), 2u);
  EXPECT_EQ(people->patients[0].phones, std::vector<std::string>{"+972555550101"});
  EXPECT_EQ(people->patients[1].phones, std::vector<std::string>{"https://wa.me/972555550101"});
  EXPECT_EQ(people->practitioners, std::vector<std::string>{"Practitioner/d"});
}

TEST(FhirDirectory, C6_APatientWhoIsFoundTwiceIsOne) {
  Office office({{"Patient?", {200, Searchset({Person("Patient", "p1")})}}});
  EXPECT_EQ(office.directory.FindByPhone(kSpellings)->patients.size(), 1u);
}

TEST(FhirDirectory, C6_AServerThatIgnoresTelecomIsNotBelieved) {
  Office office(
      {{"Patient?phone", {200, Searchset({Person("Patient", "p1")})}},
       {"Patient?telecom", {200, Searchset({R"({"resourceType":"Patient","id":"x"})"})}}});
  for (int i = 0; i < 2; ++i) {
    const auto people = office.directory.FindByPhone(kSpellings);
    ASSERT_TRUE(people);
    EXPECT_EQ(people->patients.size(), 1u);
  }
}

// D2: input ehr-phone-single-value-only
TEST(FhirDirectory, D2_AServerThatTakesOneValueIsAskedForOneSpellingAfterAnother) {
  FakeFhir server([](const Seen& seen) -> Reply {
    const auto value = seen.target.substr(seen.target.find('=') + 1);
    if (value.substr(0, value.find('&')).find(',') != std::string::npos) return {400, ""};
    if (seen.target.rfind("/fhir/Patient?phone=0555550101&", 0) == 0)
      return {200, Searchset({Person("Patient", "p1")})};
    if (seen.target.rfind("/fhir/Practitioner?phone=972555550101&", 0) == 0)
      return {200, Searchset({Person("Practitioner", "d1")})};
    return {200, Searchset({})};
  });
  testing::Connection connection(server.base());
  FhirDirectory directory(connection.rest);
  const auto people = directory.FindByPhone(kSpellings);
  ASSERT_TRUE(people) << people.error().text;
  ASSERT_EQ(people->patients.size(), 1u);
  EXPECT_EQ(people->patients[0].reference, "Patient/p1");
  EXPECT_EQ(people->practitioners, std::vector<std::string>{"Practitioner/d1"});
  const std::size_t first = server.seen().size();
  EXPECT_EQ(first, 16u);
  ASSERT_TRUE(directory.FindByPhone(kSpellings));
  EXPECT_EQ(server.seen().size() - first, 12u) << "lists are not tried again";
}

TEST(FhirDirectory, D2_AnOddSpellingThatIsRefusedAloneHidesNobody) {
  FakeFhir server([](const Seen& seen) -> Reply {
    const auto value = seen.target.substr(seen.target.find('=') + 1);
    if (value.find(',') != std::string::npos) return {400, ""};
    if (value.find("%2F") != std::string::npos) return {400, ""};
    if (seen.target.rfind("/fhir/Patient?phone=0555550101&", 0) == 0)
      return {200, Searchset({Person("Patient", "p1")})};
    return {200, Searchset({})};
  });
  testing::Connection connection(server.base());
  FhirDirectory directory(connection.rest);
  const auto people = directory.FindByPhone({"+972555550101", "055/5550101", "0555550101"});
  ASSERT_TRUE(people);
  EXPECT_EQ(people->patients.size(), 1u);
}

// D2: input ehr-phone-search-not-offered
TEST(FhirDirectory, D2_AServerThatCannotSearchByPhoneSaysSo) {
  for (const int status : {400, 403, 404, 405, 422, 501}) {
    Office office({{"Patient?", {status, R"({"resourceType":"OperationOutcome","issue":
        [{"severity":"error","code":"not-supported"}]})"}}});
    const auto people = office.directory.FindByPhone(kSpellings);
    ASSERT_FALSE(people) << status;
    EXPECT_EQ(people.error().http_status, status);
    EXPECT_EQ(people.error().text.rfind("The EHR could not be asked for a Patient by phone: ", 0),
              0u);
    ASSERT_FALSE(people.error().issues.empty());
    EXPECT_EQ(people.error().issues[0].code, "not-supported");
  }
}

// D2: input ehr-practitioner-forbidden
TEST(FhirDirectory, D2_PractitionersThatMayNotBeSearchedAreAFailureThatSaysSo) {
  Office office({{"Patient?phone", {200, Searchset({Person("Patient", "p1")})}},
                 {"Practitioner?", {403, R"({"resourceType":"OperationOutcome","issue":
                     [{"severity":"error","code":"forbidden"}]})"}}});
  const auto people = office.directory.FindByPhone(kSpellings);
  ASSERT_FALSE(people);
  EXPECT_EQ(people.error().kind, FailureKind::kForbidden);
  EXPECT_EQ(people.error().text,
            "The EHR could not be asked for a Practitioner by phone: The EHR does not allow this "
            "for our account.");
}

// D2: input ehr-total-counts-outcome
TEST(FhirDirectory, D2_ATotalThatCountsTheOutcomeIsNotShort) {
  const std::string hint = R"({"resourceType":"OperationOutcome","issue":
      [{"severity":"information","code":"informational"}]})";
  Office office({{"Patient?", {200, Searchset({Person("Patient", "p1"), hint}, R"(,"total":2)")}}});
  const auto people = office.directory.FindByPhone(kSpellings);
  ASSERT_TRUE(people);
  EXPECT_EQ(people->patients.size(), 1u);
}

TEST(FhirDirectory, P4_AnAnswerThatMayMissSomebodyIsAFailure) {
  for (const char* code : {"incomplete", "timeout", "throttled", "too-costly"}) {
    const std::string hint = R"({"resourceType":"OperationOutcome","issue":
        [{"severity":"warning","code":")" +
                             std::string(code) + "\"}]}";
    Office office({{"Patient?", {200, Searchset({Person("Patient", "p1"), hint})}}});
    EXPECT_FALSE(office.directory.FindByPhone(kSpellings)) << code;
  }
}

// D3: input ehr-next-link-other-name
TEST(FhirDirectory, D3_ASecondPageUnderAnotherNameIsReadAtTheBaseAndTheTokenGoesNowhereElse) {
  FakeFhir elsewhere([](const Seen&) { return Reply{200, Searchset({})}; });
  Office office(
      {{"Patient?phone=x&page=2", {200, Searchset({Person("Patient", "p2")})}},
       {"Patient?phone",
        {200, Searchset({Person("Patient", "p1")},
                        R"(,"total":2,"link":[{"relation":"next","url":"http://127.0.0.1:)" +
                            std::to_string(elsewhere.port()) +
                            R"(/inner/v4/Patient?phone=x&page=2"}])")}}});
  const auto people = office.directory.FindByPhone(kSpellings);
  ASSERT_TRUE(people);
  EXPECT_EQ(people->patients.size(), 2u);
  EXPECT_TRUE(elsewhere.seen().empty());
}

// B1
TEST(FhirDirectory, B1_KnowsEveryNameOfItsServer) {
  Office office(
      {{"metadata", {200, R"({"resourceType":"CapabilityStatement","implementation":
                     {"url":"https://ehr.example/fhir/"}})"}},
       {"Patient?phone",
        {200,
         Searchset(
             {},
             R"(,"link":[{"relation":"self","url":"http://hapi:8080/fhir/Patient?phone=1"}])")}}});
  const std::string typed = office.connection.rest.base().text();
  EXPECT_EQ(office.directory.OwnNames(),
            (std::vector<std::string>{typed, "https://ehr.example/fhir"}));
  ASSERT_TRUE(office.directory.FindByPhone(kSpellings));
  EXPECT_EQ(office.directory.OwnNames(),
            (std::vector<std::string>{typed, "https://ehr.example/fhir", "http://hapi:8080/fhir"}));
  int statements = 0;
  for (const Seen& seen : office.server.seen())
    statements += seen.target == "/fhir/metadata" ? 1 : 0;
  EXPECT_EQ(statements, 1);
}

TEST(FhirDirectory, B1_AServerWithoutStatementHasTheNameThatWasTyped) {
  for (const Reply& reply : {Reply{500, ""}, Reply{200, "<html>"}, Reply{200, "{}"}}) {
    Office office({{"metadata", reply}});
    EXPECT_EQ(office.directory.OwnNames(),
              std::vector<std::string>{office.connection.rest.base().text()});
  }
}

TEST(FhirDirectory, B1_OrganizationsAndTheirIdentifiersAreRead) {
  Office office(
      {{"Organization/clinic", {200, R"({"resourceType":"Organization","id":"clinic","identifier":
                      [{"system":"urn:org","value":"7"}],"partOf":{"reference":"Organization/h"}})"}},
       {"Organization/gone", {404, ""}},
       {"Organization/vip", {403, ""}}});
  EXPECT_EQ(*office.directory.ParentOf("Organization/clinic"), "Organization/h");
  EXPECT_EQ(*office.directory.IdentifiersOf("Organization/clinic"),
            (std::vector<bridge::PatientIdentifier>{{"urn:org", "7"}}));
  EXPECT_EQ(*office.directory.ParentOf("Organization/gone"), "");
  EXPECT_TRUE(office.directory.IdentifiersOf("Organization/gone")->empty());
  EXPECT_TRUE(office.directory.IdentifiersOf("Patient/p")->empty());
  EXPECT_FALSE(office.directory.IdentifiersOf("Organization/vip"));
}

TEST(FhirDirectory, B1_MembersOfGroupsAndCareTeamsAreRead) {
  Office office({{"Group/g", {200, R"({"resourceType":"Group","id":"g","member":[
                     {"entity":{"reference":"Practitioner/p"}},
                     {"entity":{"reference":"Organization/o"},"inactive":true},
                     {"entity":{"reference":"https://other.example/fhir/Device/d"}},{}]})"}},
                 {"CareTeam/gone", {404, ""}},
                 {"CareTeam/t", {200, R"({"resourceType":"CareTeam","id":"t","participant":[
                     {"member":{"reference":"Organization/clinic"}}]})"}},
                 {"Nothing", {404, ""}}});
  EXPECT_EQ(*office.directory.MembersOf("Group/g"),
            (std::vector<std::string>{"Practitioner/p", "https://other.example/fhir/Device/d"}));
  EXPECT_EQ(*office.directory.MembersOf("CareTeam/t"),
            std::vector<std::string>{"Organization/clinic"});
  EXPECT_TRUE(office.directory.MembersOf("CareTeam/gone")->empty());
  EXPECT_TRUE(office.directory.MembersOf("Patient/p")->empty());
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
