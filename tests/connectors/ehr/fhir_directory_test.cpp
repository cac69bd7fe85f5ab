#include "connectors/ehr/fhir_directory.h"

#include <gtest/gtest.h>

#include "directory_office.h"

namespace chartbridge::ehr {
namespace {

using testing::FakeFhir;
using testing::kSpellings;
using testing::Office;
using testing::Person;
using testing::Refused;
using testing::Reply;
using testing::Searchset;
using testing::Seen;

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
  Office office({{"Patient?phone", Refused(400)},
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
                   {"Practitioner?", Refused(status)}});
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

// B4
// B4: what only one side says may add a no, never a yes.
// D16: in both directions, over any number of steps.
// D16
// C5
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
    if (value.substr(0, value.find('&')).find(',') != std::string::npos) return Refused(400);
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
    if (value.find(',') != std::string::npos) return Refused(400);
    if (value.find("%2F") != std::string::npos) return Refused(400);
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
       {"Organization/gone", Refused(404)},
       {"Organization/vip", Refused(403)}});
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
                 {"CareTeam/gone", Refused(404)},
                 {"CareTeam/t", {200, R"({"resourceType":"CareTeam","id":"t","participant":[
                     {"member":{"reference":"Organization/clinic"}}]})"}},
                 {"Nothing", Refused(404)}});
  EXPECT_EQ(*office.directory.MembersOf("Group/g"),
            (std::vector<std::string>{"Practitioner/p", "https://other.example/fhir/Device/d"}));
  EXPECT_EQ(*office.directory.MembersOf("CareTeam/t"),
            std::vector<std::string>{"Organization/clinic"});
  EXPECT_TRUE(office.directory.MembersOf("CareTeam/gone")->empty());
  EXPECT_TRUE(office.directory.MembersOf("Patient/p")->empty());
}

TEST(FhirDirectory, ReadsOnePatient) {
  Office office({{"Patient/p1", {200, Person("Patient", "p1")}},
                 {"Patient/p2", Refused(404)},
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
