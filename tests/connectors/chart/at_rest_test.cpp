#include <fstream>
#include <sstream>

#include "chart_fixture.h"
#include "connectors/chart/rows.h"

namespace chartbridge::chart {
namespace {

class AtRestTest : public ChartTest {
 protected:
  // All bytes of chart.db and what SQLite keeps beside it.
  std::string Bytes() const {
    std::string all;
    for (const auto& file : std::filesystem::directory_iterator(folder_)) {
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
  handler_.reset();
  store_.reset();
  const auto other = *crypto::KeyRing::Read("1 " + std::string(64, 'b'), "demo");
  const auto opened = OpenResourceStore((folder_ / "chart.db").string(), other, entropy_);
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

// The store of version 0.1.0: the same tables without `indexed`, names as HMACs of their
// beginnings.
TEST_F(AtRestTest, AStoreOfVersion010Opens) {
  Put("Patient/p1", Patient("p1", R"("name":[{"family":"Kafka"}])"));
  handler_.reset();
  store_.reset();
  {
    sqlite::Connection old((folder_ / "chart.db").string(), sqlite::Access::kReadWrite, "");
    old.Run(
        "DROP TABLE indexed; PRAGMA user_version = 1; DELETE FROM key;"
        "INSERT INTO key SELECT pid, x'0102030405060708090a0b0c0d0e0f10' FROM resource");
  }
  Restart();
  EXPECT_EQ(Count("Patient?name=kafka"), 1);
  sqlite::Connection now((folder_ / "chart.db").string(), sqlite::Access::kReadOnly, "");
  EXPECT_EQ(SelectInteger(now,
                          "SELECT COUNT(*) FROM key WHERE hash = "
                          "x'0102030405060708090a0b0c0d0e0f10'"),
            0)
      << "beginnings of names give them away";
}

TEST_F(AtRestTest, AStoreOfANewerProgramIsLeftAlone) {
  handler_.reset();
  store_.reset();
  const std::string path = (folder_ / "chart.db").string();
  sqlite::Connection(path, sqlite::Access::kReadWrite, "").Run("PRAGMA user_version = 99");
  const auto opened = OpenResourceStore(path, *ring_, entropy_);
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().kind, FailureKind::kCorrupt);
}

TEST_F(AtRestTest, AFileThatIsNoDatabaseIsSaidToBeDamaged) {
  handler_.reset();
  store_.reset();
  const std::string path = (folder_ / "other.db").string();
  std::ofstream(path) << std::string(5000, 'x');
  const auto opened = OpenResourceStore(path, *ring_, entropy_);
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().kind, FailureKind::kCorrupt);
  EXPECT_FALSE(
      OpenResourceStore((folder_ / "no" / "such.db").string(), *ring_, entropy_).has_value());
}

}  // namespace
}  // namespace chartbridge::chart
