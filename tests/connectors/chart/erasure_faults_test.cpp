// Erasure beside writers and readers, and after crashes and copies that were put back.
#include <barrier>
#include <thread>

#include "erasure_fixture.h"

namespace chartbridge::chart {
namespace {

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
  sqlite::Connection((folder_ / "chart.db").string(), sqlite::Access::kReadWrite, "")
      .Run("UPDATE state SET keys = keys - 1");  // what follows the commit
  fs::copy(kept / "chart-keys.db", keys(), fs::copy_options::overwrite_existing);
  Restart();
  EXPECT_EQ(Get("Patient/new").status, 404) << "its key was never there, nor an answer";
  EXPECT_EQ(Get("Communication/c9").status, 200);
  EXPECT_EQ(Count("Communication?identifier=m9"), 1);
  EXPECT_EQ(Count("Patient?name=familyzebra"), 1);
  EXPECT_EQ(Put("Patient/new", Patient("new")).status, 201);
}

TEST_F(ErasureTest, AnErasureThatACrashCutsBetweenTheTwoFilesIsFinishedAtTheNextStart) {
  Person("anna", "zebra");
  Person("ben", "okapi");
  Close();
  const fs::path kept = CopyData("kept");
  fs::copy(folder_ / "chart-keys.db", kept / "chart-keys.db");
  Restart();
  store_->Write([](Writer& writer) { writer.Erase("Patient/anna"); });
  Close();
  fs::copy(kept / "chart-keys.db", folder_ / "chart-keys.db", fs::copy_options::overwrite_existing);
  Restart();
  EXPECT_EQ(Get("Patient/anna").status, 404);
  EXPECT_EQ(Count("Patient"), 1);
  EXPECT_EQ(Decrypted(kept, Keys()).find("zebra"), std::string::npos) << "the key went too";
  EXPECT_EQ(Get("Binary/loose-ben").status, 200);
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

}  // namespace
}  // namespace chartbridge::chart
