#include <fstream>
#include <sstream>

#include "chart_fixture.h"
#include "connectors/sqlite3/connection.h"

namespace chartbridge::chart {
namespace {

class AtRestTest : public ChartTest {
 protected:
  // All bytes of the chart's files, its vault and what SQLite keeps beside them.
  std::string Bytes() const {
    std::string all;
    for (const auto& file : std::filesystem::recursive_directory_iterator(folder_)) {
      if (!file.is_regular_file()) continue;
      std::ifstream in(file.path(), std::ios::binary);
      std::stringstream text;
      text << in.rdbuf();
      all += text.str();
    }
    return all;
  }
};

TEST_F(AtRestTest, P9NoWordOfTheChartLiesInTheFiles) {
  const std::string canaries[] = {
      "Zebrafamily",           "Quaggagiven",       "+972501234567", "Okapi words of a patient",
      "urn:canary:system",     "canary-identifier", "1983-04-05",    "canary.jpg",
      "canarybytescanarybytes"};
  Put("Patient/p1",
      Patient(
          "p1",
          R"("birthDate":"1983-04-05","name":[{"family":"Zebrafamily","given":["Quaggagiven"]}],)"
          R"("telecom":[{"system":"phone","value":"+972501234567"}],)"
          R"("identifier":[{"system":"urn:canary:system","value":"canary-identifier"}])"));
  Create(Communication("p1", "canary-identifier",
                       R"("payload":[{"contentString":"Okapi words of a patient"}])"));
  Create(
      R"({"resourceType":"DocumentReference","status":"current","content":[{"attachment":{"title":"canary.jpg"}}]})");
  Post("Binary", "canarybytescanarybytes", {{"Content-Type", "image/jpeg"}});
  EXPECT_EQ(Count("Patient?phone=%2B972501234567&name=zebrafamily"), 1);
  const std::string live = Bytes();
  store_.reset();
  handler_.reset();
  const std::string closed = Bytes();
  for (const std::string& canary : canaries) {
    EXPECT_EQ(live.find(canary), std::string::npos) << canary;
    EXPECT_EQ(closed.find(canary), std::string::npos) << canary;
  }
  EXPECT_NE(closed.find("Communication"), std::string::npos) << "the right files were read";
  std::ifstream chart(folder_ / "chart.db", std::ios::binary);
  const std::string bodies((std::istreambuf_iterator<char>(chart)), {});
  for (const char* name : {"Communication", "Patient", "p1"})
    EXPECT_EQ(bodies.find(name), std::string::npos)
        << "names stand in the key store alone: " << name;
}

TEST_F(AtRestTest, ARestartKeepsAll) {
  Put("Patient/p1", Patient("p1", R"("active":true)"));
  Put("Patient/p1", Patient("p1", R"("active":false)"));
  const Reply bytes = Post("Binary", std::string(300000, 'x'), {{"Content-Type", "image/jpeg"}});
  const std::string next = LinkOf((Create(Patient("x")), Get("Patient?_count=1")).Json(), "next");
  Restart();
  EXPECT_EQ(Get("Patient/p1").Header("ETag"), "W/\"2\"");
  EXPECT_EQ(Get("Patient/p1/_history/1").status, 200);
  EXPECT_EQ(Get(Below(bytes.Header("Location"))).body, std::string(300000, 'x'));
  EXPECT_EQ(Get(Below(next)).Json()["entry"].items().size(), 1U);
}

TEST_F(AtRestTest, AnotherMasterKeyOpensNothing) {
  Put("Patient/p1", Patient("p1"));
  Close();
  ring_ = *crypto::KeyRing::Read("1 " + std::string(64, 'b'), "demo");
  const auto opened = Open();
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().kind, FailureKind::kCorrupt);
}

TEST_F(AtRestTest, ARotatedMasterKeyStillOpensTheChart) {
  Put("Patient/p1", Patient("p1", R"("name":[{"family":"Kafka"}])"));
  ring_ =
      *crypto::KeyRing::Read("1 " + std::string(64, 'a') + "\n2 " + std::string(64, 'c'), "demo");
  Restart();
  EXPECT_EQ(Count("Patient?name=kafka"), 1);
}

TEST_F(AtRestTest, AnotherZoneOrAnotherNameOfOursMakesTheIndexAnew) {
  People({"p1"});
  Create(Communication("p1", "m1", R"("sent":"2026-03-27")"));
  Create(
      Communication("p1", "m2", R"("sender":{"reference":"https://new.example/fhir/Patient/p1"})"));
  EXPECT_EQ(Count("Communication?sent=lt2026-03-27T00:00:00Z"), 0);
  site_.timezone = "Asia/Jerusalem";
  site_.time = *bridge::consent::ClinicTime::In(site_.timezone);
  Restart();
  EXPECT_EQ(Count("Communication?sent=lt2026-03-27T00:00:00Z"), 1);
  EXPECT_EQ(Count("Communication?patient=https://new.example/fhir/Patient/p1"), 0);
  site_.bases.emplace_back("https://new.example/fhir");
  Restart();
  EXPECT_EQ(Count("Communication?patient=https://new.example/fhir/Patient/p1"), 2);
}

TEST_F(AtRestTest, AStoreOfANewerProgramIsLeftAlone) {
  handler_.reset();
  store_.reset();
  for (const char* name : {"chart.db", "chart-keys.db"}) {
    sqlite::Connection file((folder_ / name).string(), sqlite::Access::kReadWrite, "");
    file.Run("PRAGMA user_version = 99");
    const auto opened = Open();
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error().kind, FailureKind::kCorrupt);
    file.Run("PRAGMA user_version = 3");
  }
  EXPECT_TRUE(Open().has_value());
}

TEST_F(AtRestTest, AFileThatIsNoDatabaseIsSaidToBeDamaged) {
  handler_.reset();
  store_.reset();
  std::ofstream(folder_ / "other.db") << std::string(5000, 'x');
  const auto opened = Open("other.db");
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().kind, FailureKind::kCorrupt);
  EXPECT_FALSE(Open("no/such.db").has_value());
}

}  // namespace
}  // namespace chartbridge::chart
