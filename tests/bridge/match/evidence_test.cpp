// Whose chart a contact's message goes to, from what is remembered and what the EHR says today.
// Each row is a situation at a front desk (promise P4).
#include "bridge/match/evidence.h"

#include <gtest/gtest.h>

namespace chartbridge::bridge::match {
namespace {

constexpr const char* kByRule = "rule:one-match";
constexpr const char* kByPerson = "user:dana";

KnownPatient Anna() {
  KnownPatient anna;
  anna.reference = "Patient/anna";
  anna.phones = {"+34691000001"};
  return anna;
}
KnownPatient Ben() {
  KnownPatient ben;
  ben.reference = "Patient/ben";
  ben.phones = {"+34691000001"};
  return ben;
}
KnownPatient Deceased(KnownPatient patient) {
  patient.deceased = true;
  return patient;
}
KnownPatient Inactive(KnownPatient patient) {
  patient.active = false;
  return patient;
}
KnownPatient Replacing(KnownPatient patient, std::string merged) {
  patient.merged = {std::move(merged)};
  return patient;
}

PatientLink To(std::string patient, std::string by, bool without_number = false) {
  PatientLink link;
  link.conversation = "c1";
  link.patient = std::move(patient);
  link.confirmed_by = std::move(by);
  link.without_number = without_number;
  return link;
}

struct Situation {
  const char* name;
  std::optional<Match> today;
  std::optional<PatientLink> link;
  std::optional<KnownPatient> linked;
  std::vector<KnownPatient> people;
  const char* patient;  // whose it is, "" for nobody
  Reason why = Reason::kNone;
  std::vector<std::string> candidates;
  bool remember = false;
  bool number_changed = false;
};

std::vector<Situation> WithoutLink() {
  return {
      {.name = "one patient has the number",
       .today = One{"Patient/anna"},
       .people = {Anna()},
       .patient = "Patient/anna",
       .remember = true},
      {.name = "nobody has the number",
       .today = None{},
       .patient = "",
       .why = Reason::kPatientUnresolved},
      {.name = "two patients share the number",
       .today = Several{{"Patient/anna", "Patient/ben"}},
       .people = {Anna(), Ben()},
       .patient = "",
       .why = Reason::kPatientUnresolved,
       .candidates = {"Patient/anna", "Patient/ben"}},
      {.name = "a practitioner's number",
       .today = Staff{{"Practitioner/p"}},
       .people = {Anna()},
       .patient = "",
       .why = Reason::kStaffNumber},
      {.name = "the contact gives no number", .patient = "", .why = Reason::kPatientUnresolved},
      // C5
      {.name = "the patient with the number has died",
       .today = One{"Patient/anna"},
       .people = {Deceased(Anna())},
       .patient = "",
       .why = Reason::kPatientDeceased,
       .candidates = {"Patient/anna"}},
      {.name = "only a record that is not in use has the number",
       .today = None{{"Patient/anna"}},
       .people = {Inactive(Anna())},
       .patient = "",
       .why = Reason::kPatientInactive,
       .candidates = {"Patient/anna"}},
      // C2
      {.name = "the contact said that the number changed hands",
       .today = One{"Patient/anna"},
       .people = {Anna()},
       .patient = "",
       .why = Reason::kNumberChanged,
       .candidates = {"Patient/anna"},
       .number_changed = true},
  };
}

// C1: a rule's link is a conclusion.
std::vector<Situation> LinkedByRule() {
  const PatientLink link = To("Patient/anna", kByRule);
  return {
      {.name = "today's answer is the linked patient",
       .today = One{"Patient/anna"},
       .link = link,
       .linked = Anna(),
       .people = {Anna()},
       .patient = "Patient/anna"},
      {.name = "the number moved to another patient",
       .today = One{"Patient/ben"},
       .link = link,
       .linked = Anna(),
       .people = {Ben()},
       .patient = "",
       .why = Reason::kNumberMoved,
       .candidates = {"Patient/ben", "Patient/anna"}},
      {.name = "the number moved and the linked record is gone",
       .today = One{"Patient/ben"},
       .link = link,
       .people = {Ben()},
       .patient = "",
       .why = Reason::kNumberMoved,
       .candidates = {"Patient/ben", "Patient/anna"}},
      {.name = "the number moved and the linked patient has died",
       .today = One{"Patient/ben"},
       .link = link,
       .linked = Deceased(Anna()),
       .people = {Ben()},
       .patient = "",
       .why = Reason::kNumberMoved,
       .candidates = {"Patient/ben", "Patient/anna"}},
      {.name = "the number is shared by now",
       .today = Several{{"Patient/anna", "Patient/ben"}},
       .link = link,
       .linked = Anna(),
       .people = {Anna(), Ben()},
       .patient = "",
       .why = Reason::kPatientUnresolved,
       .candidates = {"Patient/anna", "Patient/ben"}},
      {.name = "nobody has the number any more",
       .today = None{},
       .link = link,
       .linked = Anna(),
       .patient = "",
       .why = Reason::kPatientUnresolved,
       .candidates = {"Patient/anna"}},
      {.name = "the number is a staff member's by now",
       .today = Staff{{"Practitioner/p"}},
       .link = link,
       .linked = Anna(),
       .patient = "",
       .why = Reason::kStaffNumber,
       .candidates = {"Patient/anna"}},
      {.name = "the linked record is gone",
       .today = None{},
       .link = link,
       .patient = "",
       .why = Reason::kPatientUnresolved,
       .candidates = {"Patient/anna"}},
      // C5
      {.name = "the linked patient has died",
       .today = One{"Patient/anna"},
       .link = link,
       .linked = Deceased(Anna()),
       .people = {Deceased(Anna())},
       .patient = "",
       .why = Reason::kPatientDeceased,
       .candidates = {"Patient/anna"}},
      {.name = "the linked record is not in use any more",
       .today = None{{"Patient/anna"}},
       .link = link,
       .linked = Inactive(Anna()),
       .people = {Inactive(Anna())},
       .patient = "",
       .why = Reason::kPatientInactive,
       .candidates = {"Patient/anna"}},
      {.name = "the linked record was merged into the one that has the number",
       .today = One{"Patient/ben"},
       .link = link,
       .linked = Replacing(Ben(), "Patient/anna"),
       .people = {Replacing(Ben(), "Patient/anna")},
       .patient = "Patient/ben",
       .remember = true},
      // C4
      {.name = "a contact without number whose linked conversation proved the patient",
       .link = link,
       .linked = Anna(),
       .patient = "Patient/anna"},
      {.name = "a contact without number whose patient has died",
       .link = link,
       .linked = Deceased(Anna()),
       .patient = "",
       .why = Reason::kPatientDeceased,
       .candidates = {"Patient/anna"}},
      // C2
      {.name = "the number changed hands after the link was made",
       .today = One{"Patient/anna"},
       .link = link,
       .linked = Anna(),
       .people = {Anna()},
       .patient = "",
       .why = Reason::kNumberChanged,
       .candidates = {"Patient/anna"},
       .number_changed = true},
  };
}

std::vector<Situation> LinkedByPerson() {
  const PatientLink link = To("Patient/anna", kByPerson);
  const PatientLink daughter = To("Patient/anna", kByPerson, true);
  return {
      {.name = "a person's link and the number still says so",
       .today = One{"Patient/anna"},
       .link = link,
       .linked = Anna(),
       .people = {Anna()},
       .patient = "Patient/anna"},
      {.name = "a person's link of a contact without number",
       .link = link,
       .linked = Anna(),
       .patient = "Patient/anna"},
      {.name = "a person's link to a record that was merged since",
       .today = One{"Patient/ben"},
       .link = link,
       .linked = Replacing(Ben(), "Patient/anna"),
       .people = {Replacing(Ben(), "Patient/anna")},
       .patient = "Patient/ben"},
      {.name = "a person's link whose patient lost the number",
       .today = None{},
       .link = link,
       .linked = Anna(),
       .patient = "",
       .why = Reason::kPatientUnresolved,
       .candidates = {"Patient/anna"}},
      {.name = "a person's link and the number is another patient's today",
       .today = One{"Patient/ben"},
       .link = link,
       .linked = Anna(),
       .people = {Ben()},
       .patient = "",
       .why = Reason::kNumberMoved,
       .candidates = {"Patient/ben", "Patient/anna"}},
      {.name = "a person's link and the number is shared today",
       .today = Several{{"Patient/anna", "Patient/ben"}},
       .link = link,
       .linked = Anna(),
       .people = {Anna(), Ben()},
       .patient = "",
       .why = Reason::kPatientUnresolved,
       .candidates = {"Patient/anna", "Patient/ben"}},
      {.name = "a person's link and the number is a staff member's today",
       .today = Staff{{"Practitioner/p"}},
       .link = link,
       .linked = Anna(),
       .patient = "",
       .why = Reason::kStaffNumber,
       .candidates = {"Patient/anna"}},
      {.name = "a person's link to a patient who has died",
       .today = One{"Patient/anna"},
       .link = link,
       .linked = Deceased(Anna()),
       .people = {Deceased(Anna())},
       .patient = "",
       .why = Reason::kPatientDeceased,
       .candidates = {"Patient/anna"}},
      {.name = "a person's link to a record that is not in use",
       .today = None{{"Patient/anna"}},
       .link = link,
       .linked = Inactive(Anna()),
       .people = {Inactive(Anna())},
       .patient = "",
       .why = Reason::kPatientInactive,
       .candidates = {"Patient/anna"}},
      {.name = "a person's link to a record that is gone",
       .link = link,
       .patient = "",
       .why = Reason::kPatientUnresolved,
       .candidates = {"Patient/anna"}},
      {.name = "a daughter's phone, confirmed without the number",
       .today = None{},
       .link = daughter,
       .linked = Anna(),
       .patient = "Patient/anna"},
      {.name = "a daughter's phone, and she is a patient too",
       .today = One{"Patient/ben"},
       .link = daughter,
       .linked = Anna(),
       .people = {Ben()},
       .patient = "Patient/anna"},
      {.name = "a daughter's phone, and the mother has died",
       .today = None{},
       .link = daughter,
       .linked = Deceased(Anna()),
       .patient = "",
       .why = Reason::kPatientDeceased,
       .candidates = {"Patient/anna"}},
      {.name = "the number changed hands after a person confirmed it",
       .today = One{"Patient/anna"},
       .link = daughter,
       .linked = Anna(),
       .people = {Anna()},
       .patient = "",
       .why = Reason::kNumberChanged,
       .candidates = {"Patient/anna"},
       .number_changed = true},
  };
}

void Check(const std::vector<Situation>& situations) {
  for (const Situation& situation : situations) {
    SCOPED_TRACE(situation.name);
    const KnownPeople people{.patients = situation.people, .practitioners = {}, .unreadable = {}};
    const Evidence evidence =
        Weigh(situation.today, people, situation.link, situation.linked, situation.number_changed);
    EXPECT_EQ(evidence.patient, situation.patient);
    EXPECT_EQ(evidence.why, situation.why) << ToString(evidence.why);
    EXPECT_EQ(evidence.candidates, situation.candidates);
    EXPECT_EQ(evidence.remember, situation.remember);
    const bool by_person = situation.link && !IsByRule(*situation.link);
    EXPECT_EQ(evidence.by_person, by_person && !evidence.patient.empty());
  }
}

TEST(Evidence, AnUnknownContactIsProvedByTodaysAnswerAlone) { Check(WithoutLink()); }
TEST(Evidence, ARulesLinkHoldsOnlyWhileTheNumberStillProvesThatOnePatient) {
  Check(LinkedByRule());
}
TEST(Evidence, APersonsLinkHoldsUntilTheEhrContradictsIt) { Check(LinkedByPerson()); }

// D16
TEST(Evidence, ARecordThatCannotBeReadBlocksNoGoodOneAndIsShownToThePersonWhoMustChoose) {
  const KnownPeople people{
      .patients = {Anna()}, .practitioners = {}, .unreadable = {"Patient/broken"}};
  const Evidence good = Weigh(One{"Patient/anna"}, people, std::nullopt, std::nullopt, false);
  EXPECT_EQ(good.patient, "Patient/anna");
  const Evidence nobody =
      Weigh(None{}, {{}, {}, {"Patient/broken"}}, std::nullopt, std::nullopt, false);
  EXPECT_EQ(nobody.patient, "");
  EXPECT_EQ(nobody.candidates, std::vector<std::string>{"Patient/broken"});
}

TEST(Evidence, TheRecordSaysWhatTheDirectoryAnswered) {
  const auto decision = [](const std::optional<Match>& today) {
    return Weigh(today, {}, std::nullopt, std::nullopt, false).decision;
  };
  EXPECT_EQ(decision(One{"Patient/anna"}), "one");
  EXPECT_EQ(decision(Several{{"Patient/anna", "Patient/ben"}}), "several");
  EXPECT_EQ(decision(None{}), "none");
  EXPECT_EQ(decision(std::nullopt), "none");
  EXPECT_EQ(decision(Staff{{"Practitioner/p"}}), "staff");
}

}  // namespace
}  // namespace chartbridge::bridge::match
