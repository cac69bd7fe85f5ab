// Patient/$purge: nothing of the person is left for whoever holds the master key, today's key store
// and yesterday's copies of everything else.
#include "bounded_fixture.h"
#include "erasure_fixture.h"

namespace chartbridge::chart {
namespace {

TEST_F(ErasureTest, P9I17AfterErasureNobodyFindsThePersonNotEvenInYesterdaysCopies) {
  Person("anna", "zebra");
  Person("ben", "okapi");
  const fs::path yesterday = CopyData("yesterday");
  const std::string before = Decrypted(yesterday, Keys());
  for (const char* words :
       {"first words zebra", "second words zebra", "Familyzebra", "Kinzebra", "photo of zebra",
        "loose letter of zebra", "late letter of zebra", "Call zebra"})
    ASSERT_NE(before.find(words), std::string::npos) << "the test can decrypt: " << words;
  const auto hashes = Hashes("anna", "zebra");
  for (const std::string& hash : hashes)
    ASSERT_NE(AllBytes(folder_).find(hash), std::string::npos) << "the test knows the index";
  std::string wrapped;
  {
    sqlite::Connection file((folder_ / "chart-keys.db").string(), sqlite::Access::kReadOnly, "");
    Rows rows(file, "SELECT wrapped FROM data_key WHERE owner = 'Patient/anna'");
    ASSERT_TRUE(rows.Next());
    wrapped = rows.Text(0);
  }

  const Reply reply = Purge("anna");
  ASSERT_EQ(reply.status, 200) << reply.body;
  EXPECT_EQ(CodeOf(reply), "informational");

  // Master key, key store of today, data of yesterday and of today.
  const std::vector<bridge::DataKey> keys = Keys();
  const fs::path today = CopyData("today");
  for (const fs::path& copy : {yesterday, today}) {
    const std::string opened = Decrypted(copy, keys);
    EXPECT_EQ(opened.find("zebra"), std::string::npos);
    EXPECT_EQ(opened.find("anna"), std::string::npos);
    for (const char* words : {"second words okapi", "photo of okapi", "loose letter of okapi"})
      EXPECT_NE(opened.find(words), std::string::npos) << words;
    const std::string raw = AllBytes(copy);
    EXPECT_EQ(raw.find("anna"), std::string::npos);
    for (const std::string& hash : hashes) EXPECT_EQ(raw.find(hash), std::string::npos);
  }
  const std::string now = AllBytes(folder_);
  for (const std::string& hash : hashes) EXPECT_EQ(now.find(hash), std::string::npos);
  EXPECT_EQ(now.find(wrapped), std::string::npos) << "the key left its file and its log";
  EXPECT_EQ(now.find("anna"), std::string::npos);
  EXPECT_EQ(FilesBelow(folder_ / "media").size(), 3U) << "Ben's";

  // And the chart itself: whichever way it is asked.
  for (const char* gone :
       {"Patient/anna", "Patient/anna/_history", "Patient/anna/_history/1", "Communication/anna1",
        "Communication/anna1/_history/1", "Consent/anna", "Binary/anna", "Binary/loose-anna",
        "Binary/late-anna", "DocumentReference/anna", "Provenance/anna", "Task/anna",
        "AuditEvent/anna", "RelatedPerson/anna"})
    EXPECT_TRUE(IsOutcome(Get(gone), 404)) << gone;
  EXPECT_EQ(Count("Patient?name=familyzebra"), 0);
  EXPECT_EQ(Count("Communication?patient=Patient/anna"), 0);
  for (const char* type : {"Patient", "Communication", "Consent", "DocumentReference", "Provenance",
                           "Task", "AuditEvent", "RelatedPerson"})
    EXPECT_EQ(Count(type), 1) << type;
  EXPECT_EQ(Get("Binary/ben").body.substr(0, 14), "photo of okapi");
  EXPECT_EQ(Get("Communication/ben1/_history").Json()["total"].integer(), 2);
}

TEST_F(ErasureTest, P9ARestoreOfYesterdaysDataBringsNobodyBack) {
  Person("anna", "zebra");
  Person("ben", "okapi");
  const fs::path yesterday = CopyData("yesterday");
  ASSERT_EQ(Purge("anna").status, 200);
  ASSERT_EQ(Put("Patient/carl", Patient("carl")).status, 201);
  Close();
  const fs::path today = CopyData("today");
  for (const auto& entry : fs::directory_iterator(folder_))
    if (!IsKeyStore(entry.path())) fs::remove_all(entry.path());
  fs::copy(yesterday, folder_, fs::copy_options::recursive);
  Restart();
  EXPECT_EQ(Get("Patient/anna").status, 404);
  EXPECT_EQ(Count("Communication?patient=Patient/anna"), 0);
  EXPECT_EQ(Count("Patient?name=familyzebra"), 0);
  EXPECT_EQ(Count("Patient"), 1) << "what the index knew of later is not taken for something else";
  EXPECT_EQ(Count("Patient?name=familyokapi"), 1);
  EXPECT_EQ(Get("Communication/ben1/_history/1").status, 200);
  const fs::path copy = CopyData("restored");
  EXPECT_EQ(Decrypted(copy, Keys()).find("zebra"), std::string::npos);
  // Put back by mistake: with today's data everything of today is there again.
  Close();
  for (const auto& entry : fs::directory_iterator(folder_))
    if (!IsKeyStore(entry.path())) fs::remove_all(entry.path());
  fs::copy(today, folder_, fs::copy_options::recursive);
  Restart();
  EXPECT_EQ(Get("Patient/carl").status, 200);
  EXPECT_EQ(Get("Patient/anna").status, 404);
  EXPECT_EQ(Count("Patient"), 2);
}

TEST_F(ErasureTest, TheSameIdAfterwardsIsAnotherPerson) {
  Person("anna", "zebra");
  ASSERT_EQ(Purge("anna").status, 200);
  EXPECT_TRUE(IsOutcome(Purge("anna"), 404));
  Person("anna", "okapi");
  EXPECT_EQ(Get("Patient/anna/_history").Json()["total"].integer(), 2);
  EXPECT_EQ(Get("Patient/anna").body.find("zebra"), std::string::npos);
  Restart();
  EXPECT_EQ(Get("Communication/anna1/_history").Json()["total"].integer(), 2);
  EXPECT_EQ(Purge("anna").status, 200);
}

TEST_F(ErasureTest, WhatIsOfTwoPatientsGoesWithTheFirstOfThem) {
  Person("anna", "zebra");
  Person("ben", "okapi");
  Saved("Provenance", "both",
        R"("recorded":"2026-01-02T03:04:05Z","agent":[{"who":{"display":"x"}}],"target":[)"
        R"({"reference":"Communication/anna1"},{"reference":"Communication/ben1"}])");
  ASSERT_EQ(Purge("anna").status, 200);
  EXPECT_EQ(Get("Provenance/both").status, 404);
  EXPECT_EQ(Get("Provenance/ben").status, 200);
}

TEST_F(ErasureTest, AVersionGoesWithThePatientItWasOf) {
  Person("anna", "zebra");
  Person("ben", "okapi");
  Saved("Communication", "anna1",
        R"("status":"completed","subject":{"reference":"Patient/ben"},)"
        R"("payload":[{"contentString":"moved"}])");
  ASSERT_EQ(Purge("anna").status, 200);
  const auto history = Get("Communication/anna1/_history").Json();
  EXPECT_EQ(history["total"].integer(), 1);
  EXPECT_EQ(Get("Communication/anna1/_history/2").status, 404);
  EXPECT_EQ(Get("Communication/anna1").Header("ETag"), "W/\"3\"");
  ASSERT_EQ(Purge("ben").status, 200);
  EXPECT_EQ(Get("Communication/anna1").status, 404);
}

TEST_F(ErasureTest, WhatNamesAnErasedPersonCanBeWrittenOn) {
  People({"anna", "ben"});
  const std::string sender = R"("sender":{"reference":"Patient/anna"})";
  const std::string id = Create(Communication("ben", "m1", sender));
  ASSERT_EQ(Purge("anna").status, 200);
  const std::string again = R"({"resourceType":"Communication","id":")" + id +
                            R"(","status":"completed","subject":{"reference":"Patient/ben"},)" +
                            sender + R"(,"note":[{"text":"read"}]})";
  EXPECT_EQ(Put("Communication/" + id, again).status, 200);
  EXPECT_EQ(Put("Communication/" + id, again).status, 200) << "said again";
  EXPECT_TRUE(IsOutcome(Post("Communication", Communication("ben", "m2", sender)), 422));
}

class ErasureRightsTest : public BoundedTest {};

TEST_F(ErasureRightsTest, OnlyWhoMayEraseErasesAndTheAuditNamesNoResource) {
  EXPECT_TRUE(IsOutcome(Ask("POST", "Patient/anna/$purge"), 403));
  access_.rights->patient.clear();
  access_.rights->types = {{"Patient", 15}};
  EXPECT_TRUE(IsOutcome(Ask("POST", "Patient/anna/$purge"), 403));
  access_.rights->types = {{"Patient", unsigned(Deed::kPurge)}};
  access_.noted.clear();
  access_.full = true;
  EXPECT_TRUE(IsOutcome(Ask("POST", "Patient/anna/$purge"), 503));
  EXPECT_EQ(Get("Patient/anna").status, 200) << "no audit, no effect";
  access_.full = false;
  EXPECT_TRUE(IsOutcome(Ask("POST", "Patient/nobody/$purge"), 404));
  EXPECT_EQ(Ask("POST", "Patient/anna/$purge").status, 200);
  ASSERT_EQ(access_.noted.size(), 1U);
  EXPECT_EQ(access_.noted[0].deed, Deed::kPurge);
  EXPECT_EQ(access_.noted[0].what, "Patient");
  EXPECT_EQ(access_.noted[0].patient, "Patient/anna") << "which the audit keeps as a pseudonym";
  EXPECT_EQ(access_.noted[0].detail, "resources=7 versions=7 files=2");
  EXPECT_TRUE(IsOutcome(Ask("GET", "Patient/ben/$purge"), 405));
  EXPECT_TRUE(IsOutcome(Ask("POST", "Communication/ben1/$purge"), 404));
  const auto statement = Get("metadata").Json()["rest"].at(0)["resource"].at(0);
  EXPECT_EQ(statement["operation"].at(0)["definition"].text(),
            "http://hl7.org/fhir/OperationDefinition/Patient-purge");
}

}  // namespace
}  // namespace chartbridge::chart
