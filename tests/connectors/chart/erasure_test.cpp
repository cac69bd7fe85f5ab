// Patient/$purge: nothing of the person is left for whoever holds the master key, today's key store
// and yesterday's copies of everything else.
#include <barrier>
#include <fstream>
#include <thread>

#include "bounded_fixture.h"
#include "connectors/sqlite3/rows.h"

namespace chartbridge::chart {
namespace {

using sqlite::Rows;

namespace fs = std::filesystem;

std::string BytesOf(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {(std::istreambuf_iterator<char>(file)), {}};
}

std::vector<fs::path> FilesBelow(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& file : fs::recursive_directory_iterator(folder))
    if (file.is_regular_file()) files.push_back(file.path());
  return files;
}

std::string AllBytes(const fs::path& folder) {
  std::string all;
  for (const fs::path& file : FilesBelow(folder)) all += BytesOf(file);
  return all;
}

bool IsKeyStore(const fs::path& file) {
  return file.filename().string().starts_with("chart-keys.db");
}

class ErasureTest : public ChartTest {
 protected:
  // Everything of a person: their own, what is about it, and files that nobody owns.
  void Person(const std::string& id, const std::string& word) {
    const std::string subject = R"("subject":{"reference":"Patient/)" + id + "\"}";
    const std::string patient = R"("patient":{"reference":"Patient/)" + id + "\"}";
    for (const char* active : {"false", "true"})
      Put("Patient/" + id, Patient(id, R"("active":)" + std::string(active) +
                                           R"(,"birthDate":"1983-04-05","name":[)"
                                           R"({"family":"Family)" +
                                           word +
                                           R"("}],"telecom":[{"system":"phone",)"
                                           R"("value":"+97250)" +
                                           word +
                                           R"("}],"identifier":[{"system":"urn:mrn",)"
                                           R"("value":"mrn-)" +
                                           word + "\"}]"));
    for (const char* text : {"first words", "second words"})
      Saved("Communication", id + "1",
            R"("status":"completed",)" + subject + R"(,"payload":[{"contentString":")" + text +
                " " + word + "\"}]");
    Saved("RelatedPerson", id, patient + R"(,"name":[{"family":"Kin)" + word + "\"}]");
    Saved("Consent", id,
          R"("status":"active","scope":{"text":"x"},"category":[{"text":"x"}],)" + patient);
    Saved("Task", id,
          R"("status":"requested","intent":"order","description":"Call )" + word +
              R"(","for":{"reference":"Patient/)" + id + "\"}");
    Put("Binary/" + id, "photo of " + word + std::string(200000, '.'),
        {{"Content-Type", "image/png"}, {"X-Security-Context", "Patient/" + id}});
    Put("Binary/loose-" + id, "loose letter of " + word, {{"Content-Type", "text/plain"}});
    Saved("DocumentReference", id,
          R"("status":"current",)" + subject +
              R"(,"content":[{"attachment":{"url":"Binary/loose-)" + id +
              R"("}},{"attachment":{"url":"Binary/)" + id + "\"}}]");
    Put("Binary/late-" + id, "late letter of " + word,
        {{"Content-Type", "text/plain"}, {"X-Security-Context", "DocumentReference/" + id}});
    Saved("Provenance", id,
          R"("recorded":"2026-01-02T03:04:05Z","agent":[{"who":{"display":")" + word +
              R"("}}],"target":[{"reference":"Communication/)" + id + R"(1/_history/1"}])");
    Saved("AuditEvent", id,
          R"("type":{"code":"rest"},"recorded":"2026-01-02T03:04:05Z","agent":[{"requestor":true,)"
          R"("name":")" +
              word +
              R"("}],"source":{"observer":{"display":"x"}},"entity":[{"what":)"
              R"({"reference":"Communication/)" +
              id + "1\"}}]");
  }
  void Saved(const std::string& type, const std::string& id, const std::string& members) {
    const Reply reply = Put(type + "/" + id, R"({"resourceType":")" + type + R"(","id":")" + id +
                                                 "\"," + members + "}");
    EXPECT_LT(reply.status, 300) << reply.body;
  }
  Reply Purge(const std::string& id) { return Post("Patient/" + id + "/$purge", ""); }

  // All but the key store, as it lies there.
  fs::path CopyData(const std::string& name) {
    const fs::path copy = folder_.string() + "-" + name;
    fs::create_directories(copy);
    for (const auto& entry : fs::directory_iterator(folder_))
      if (!IsKeyStore(entry.path()))
        fs::copy(entry.path(), copy / entry.path().filename(), fs::copy_options::recursive);
    copies_.push_back(copy);
    return copy;
  }
  void TearDown() override {
    ChartTest::TearDown();
    for (const fs::path& copy : copies_) fs::remove_all(copy);
  }

  std::vector<bridge::DataKey> Keys() {
    std::vector<bridge::DataKey> keys;
    sqlite::Connection file((folder_ / "chart-keys.db").string(), sqlite::Access::kReadOnly, "");
    Rows rows(file, "SELECT id, wrapped FROM data_key");
    while (rows.Next())
      keys.push_back(Unwrap({*ring_, entropy_, *vault_}, rows.Integer(0), rows.Text(1)));
    return keys;
  }

  // What these keys open of a copy, each tried on everything.
  std::string Decrypted(const fs::path& copy, const std::vector<bridge::DataKey>& keys) {
    std::string all;
    sqlite::Connection file((copy / "chart.db").string(), sqlite::Access::kReadWrite, "");
    auto vault = vault::FileVault::Open(copy / "media");
    Rows rows(file, "SELECT pid, number, body FROM content");
    while (rows.Next()) {
      const std::string place =
          "body|" + std::to_string(rows.Integer(0)) + "|" + std::to_string(rows.Integer(1));
      for (const bridge::DataKey& key : keys)
        if (auto plain = chart::Open({*ring_, entropy_, **vault}, key.bytes(), place, rows.Text(2)))
          all += *plain + "\n";
    }
    for (const fs::path& object : FilesBelow(copy / "media")) {
      for (const bridge::DataKey& key : keys) {
        auto reader = (*vault)->Open(object.filename(), key);
        std::string piece(1000, '\0');
        if (!reader) continue;
        if (const auto read = (*reader)->Read(piece)) all += piece.substr(0, *read) + "\n";
      }
    }
    return all;
  }

  // Every index entry by which the person could be confirmed.
  std::vector<std::string> Hashes(const std::string& id, const std::string& word) {
    const StoreContext context{*ring_, entropy_, *vault_};
    return {HashOf(context, "Patient", "name", "w:family" + word),
            HashOf(context, "Patient", "phone", "v:+97250" + word),
            HashOf(context, "Patient", "telecom", "v:+97250" + word),
            HashOf(context, "Patient", "identifier", "v:mrn-" + word),
            HashOf(context, "Communication", "subject", "r:Patient/" + id),
            HashOf(context, "Communication", "patient", "r:Patient/" + id)};
  }

  std::vector<fs::path> copies_;
};

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

TEST_F(ErasureTest, AWriteThatRacesWithTheErasureComesWholeOrNotAtAll) {
  for (int round = 0; round < 8; ++round) {
    Put("Patient/anna", Patient("anna"));
    std::barrier gate(4);
    std::vector<std::jthread> crew;
    for (int i = 0; i < 3; ++i) {
      crew.emplace_back([&, i] {
        gate.arrive_and_wait();
        for (int n = 0; n < 10; ++n) {
          const std::string id = std::to_string(round) + "-" + std::to_string(i * 10 + n);
          const Reply reply =
              i == 0 ? Put("Binary/" + id, "photo",
                           {{"Content-Type", "image/png"}, {"X-Security-Context", "Patient/anna"}})
                     : Post("Communication", Communication("anna", id));
          EXPECT_TRUE(reply.status == 201 || reply.status == 422 || reply.status == 409)
              << reply.body;
        }
      });
    }
    gate.arrive_and_wait();
    EXPECT_EQ(Purge("anna").status, 200);
    crew.clear();
    EXPECT_EQ(Count("Communication?patient=Patient/anna"), 0);
    EXPECT_EQ(Count("Communication"), 0);
    EXPECT_TRUE(FilesBelow(folder_ / "media").empty());
  }
  sqlite::Connection file((folder_ / "chart.db").string(), sqlite::Access::kReadOnly, "");
  EXPECT_EQ(SelectInteger(file, "SELECT COUNT(*) FROM content"), 0);
}

TEST_F(ErasureTest, BytesThatCameUnderAKeyThatWasDestroyedMeanwhileAreRefused) {
  People({"anna"});
  const IndexEntries about{{}, {}, {"Patient/anna"}, {}};
  Upload upload(store_->context(), store_->KeyFor("Binary", "b1", about));
  upload.Write("photo");
  const Blob blob = upload.Finish();
  ASSERT_EQ(Purge("anna").status, 200);
  People({"anna"});
  const Version version{"Binary", "b1", 1, clock_.Now(), R"({"resourceType":"Binary"})", blob};
  EXPECT_THROW(store_->Write([&](Writer& writer) { writer.Put(version, about); }), std::exception);
  EXPECT_EQ(Get("Binary/b1").status, 404);
}

TEST_F(ErasureTest, AfterManyPatientsNoTraceOfOneStaysBetweenTheOthers) {
  for (int i = 0; i < 400; ++i) {
    const std::string n = std::to_string(i);
    store_->Write([&](Writer& writer) {
      IndexEntries entries;
      for (int k = 0; k < 20; ++k)
        entries.keys.push_back({"name", "w:" + n + "-" + std::to_string(k)});
      writer.Put({"Patient", "p" + n, 1, clock_.Now(), Patient("p" + n), {}}, entries);
    });
  }
  std::vector<std::string> hashes;
  for (int i = 100; i < 200; i += 9) {
    const std::string n = std::to_string(i);
    for (int k = 0; k < 20; ++k)
      hashes.push_back(
          HashOf(store_->context(), "Patient", "name", "w:" + n + "-" + std::to_string(k)));
    ASSERT_EQ(Purge("p" + n).status, 200);
  }
  Close();
  const std::string all = AllBytes(folder_);
  for (const std::string& hash : hashes) EXPECT_EQ(all.find(hash), std::string::npos);
}

TEST_F(ErasureTest, AReaderThatLastsHoldsTheLogAndIsWaitedFor) {
  Person("anna", "zebra");
  std::barrier gate(2);
  std::jthread reading([&] {
    store_->Read([&](Reader& reader) {
      EXPECT_TRUE(reader.Find("Patient", "anna"));
      gate.arrive_and_wait();
      gate.arrive_and_wait();
      return reader.Find("Patient", "anna").has_value();
    });
  });
  gate.arrive_and_wait();
  const Reply reply = Purge("anna");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(CodeOf(reply), "incomplete");
  gate.arrive_and_wait();
  reading.join();
  People({"ben"});
  EXPECT_EQ(AllBytes(folder_).find("Patient/anna"), std::string::npos);
}

// A group is committed in chart.db and not yet in the key store: what a crash there leaves.
TEST_F(ErasureTest, ACrashBetweenTheTwoFilesLosesNothingThatWasAnswered) {
  Person("anna", "zebra");
  const auto keys = [&] { return folder_ / "chart-keys.db"; };
  Close();
  const fs::path kept = CopyData("kept");
  fs::copy(keys(), kept / "chart-keys.db");
  Restart();
  store_->Write([&](Writer& writer) {
    writer.Put({"Patient", "new", 1, clock_.Now(), Patient("new"), {}}, {});
    const std::string body = Communication("anna", "m9");
    writer.Put({"Communication", "c9", 1, clock_.Now(), R"({"id":"c9",)" + body.substr(1), {}},
               {{}, {}, {"Patient/anna"}, {}});
  });
  Close();
  fs::copy(kept / "chart-keys.db", keys(), fs::copy_options::overwrite_existing);
  Restart();
  EXPECT_EQ(Get("Patient/new").status, 404) << "its key was never there, nor an answer";
  EXPECT_EQ(Get("Communication/c9").status, 200);
  EXPECT_EQ(Count("Communication?identifier=m9"), 1);
  EXPECT_EQ(Count("Patient?name=familyzebra"), 1);
  EXPECT_EQ(Put("Patient/new", Patient("new")).status, 201);
}

TEST_F(ErasureTest, FilesThatDoNotBelongTogetherAreRefusedInOneSentence) {
  Person("anna", "zebra");
  Close();
  fs::copy(folder_ / "chart-keys.db", folder_ / "older");
  Restart();
  People({"ben", "carl"});
  Close();
  fs::copy(folder_ / "chart-keys.db", folder_ / "newest");
  const auto refused = [&](const char* what) {
    const auto opened = Open();
    ASSERT_FALSE(opened.has_value());
    EXPECT_NE(opened.error().text.find(what), std::string::npos) << opened.error().text;
  };
  fs::copy(folder_ / "older", folder_ / "chart-keys.db", fs::copy_options::overwrite_existing);
  refused("older");
  fs::remove(folder_ / "chart-keys.db");
  refused("do not belong together");
  fs::copy(folder_ / "newest", folder_ / "chart-keys.db", fs::copy_options::overwrite_existing);
  Restart();
  EXPECT_EQ(Count("Patient"), 3);
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
