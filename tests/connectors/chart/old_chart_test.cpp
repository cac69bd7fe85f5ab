// A chart of the program before: one key for all of it, files in chart.db (tests/fixtures/charts).
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "chart_fixture.h"
#include "connectors/sqlite3/rows.h"
#include "tests/connectors/store/failing_vfs.h"

namespace chartbridge::chart {
namespace {

using sqlite::Rows;

namespace fs = std::filesystem;

class OldChartTest : public ChartTest {
 protected:
  void SetUp() override {
    ChartTest::SetUp();
    ring_ = *crypto::KeyRing::Read("1 " + std::string(64, '7'), "test");
    Bring();
  }
  void Bring() {
    Close();
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    fs::copy(fs::path(CHARTBRIDGE_TESTS_DIR) / "fixtures/charts/schema-2/chart.db", folder_);
  }

  void ExpectAll() {
    for (const std::string who : {"anna", "ben"}) {
      const std::string family = who == "anna" ? "Zebrafamily" : "Okapifamily";
      EXPECT_EQ(Count("Patient?name=" + family), 1);
      EXPECT_EQ(Count("Communication?sent=2026-03-27&patient=" + who), 1);
      EXPECT_EQ(Get("Patient/" + who).Header("ETag"), "W/\"2\"");
      EXPECT_EQ(Get("Patient/" + who + "/_history").Json()["total"].integer(), 2);
      EXPECT_EQ(Get("Communication/" + who + "1/_history/1").Json()["status"].text(),
                "in-progress");
      std::string photo;
      for (int i = 0; i < (who == "anna" ? 13000 : 10); ++i) photo += "photo of " + family + " ";
      EXPECT_TRUE(Get("Binary/" + who, {{"Accept", "image/png"}}).body == photo);
      EXPECT_EQ(Get("Binary/" + who + "-loose").body, "letter of " + family);
      EXPECT_EQ(Get("Provenance/" + who).status, 200);
    }
    EXPECT_EQ(Get("Organization/clinic").status, 200);
    EXPECT_EQ(Count("Patient") + Count("Provenance") + Count("DocumentReference"), 6);
    EXPECT_FALSE(Get("Patient/anna").Header("Last-Modified").empty());
    sqlite::Connection file((folder_ / "chart.db").string(), sqlite::Access::kReadOnly, "");
    EXPECT_EQ(SelectInteger(file, "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table'"), 2);
    EXPECT_EQ(SelectInteger(file, "SELECT COUNT(*) FROM content"), 17);
    EXPECT_EQ(Objects(), 4);
  }
  int Objects() const {
    int count = 0;
    for (const auto& file : fs::directory_iterator(folder_ / "media"))
      count += file.is_regular_file() ? 1 : 0;
    return count;
  }
  std::string WrappedOldKey() {
    sqlite::Connection file((folder_ / "chart.db").string(), sqlite::Access::kReadWrite, "");
    Rows rows(file, "SELECT wrapped FROM chart_key");
    return rows.Next() ? rows.Text(0) : "";
  }
};

TEST_F(OldChartTest, AllOfItIsReadableAndEachPatientHasAKey) {
  const std::string old_key = WrappedOldKey();
  ASSERT_FALSE(old_key.empty());
  Restart();
  ExpectAll();
  EXPECT_EQ(Put("Patient/anna", Patient("anna")).Header("ETag"), "W/\"3\"");
  ASSERT_EQ(Post("Patient/anna/$purge", "").status, 200);
  for (const char* gone : {"Patient/anna", "Communication/anna1/_history/1", "Binary/anna",
                           "Binary/anna-loose", "Provenance/anna"})
    EXPECT_EQ(Get(gone).status, 404) << gone;
  EXPECT_EQ(Get("Binary/ben-loose").body, "letter of Okapifamily");
  EXPECT_EQ(Objects(), 2);
  Restart();
  EXPECT_EQ(Count("Patient"), 1);
  Close();
  for (const char* name : {"chart.db", "chart-keys.db"}) {
    std::ifstream file(folder_ / name, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), {});
    EXPECT_EQ(bytes.find(old_key), std::string::npos) << "the old key is wiped";
  }
  EXPECT_LT(fs::file_size(folder_ / "chart.db"), 100U << 10U) << "room is given back";
}

// Version 0.1.0 had the same tables, without `indexed`, and names as HMACs of their beginnings.
TEST_F(OldChartTest, AChartOfVersion010IsTakenOnTheSameWay) {
  sqlite::Connection((folder_ / "chart.db").string(), sqlite::Access::kReadWrite, "")
      .Run("DROP TABLE indexed; PRAGMA user_version = 1");
  Restart();
  ExpectAll();
}

TEST_F(OldChartTest, UnderAnotherMasterKeyItIsLeftAsItIs) {
  ring_ = *crypto::KeyRing::Read("1 " + std::string(64, 'b'), "test");
  EXPECT_FALSE(Open().has_value());
  ring_ = *crypto::KeyRing::Read("1 " + std::string(64, '7'), "test");
  Restart();
  ExpectAll();
}

// The program dies at the n-th sync of the disk, wherever that is, and is started again.
TEST_F(OldChartTest, AKillAnywhereInTheMiddleLosesNothing) {
  int syncs = 0;
  for (int n = 1;; ++n) {
    Bring();
    const pid_t child = ::fork();
    if (child == 0) {
      store_test::FailingVfs disk;
      disk.dies_at_sync = n;
      vfs_ = disk.name();
      ::_exit(Open().has_value() ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    if (WIFEXITED(status)) {
      EXPECT_EQ(WEXITSTATUS(status), 0);
      break;
    }
    EXPECT_EQ(WTERMSIG(status), SIGKILL);
    ++syncs;
    // Objects of the interrupted try are swept once they are old.
    for (const auto& file : fs::directory_iterator(folder_ / "media"))
      if (file.is_regular_file())
        fs::last_write_time(file.path(), fs::file_time_type::clock::now() - std::chrono::hours(2));
    Restart();
    ExpectAll();
    ASSERT_FALSE(HasFailure()) << "killed at sync " << n;
  }
  EXPECT_GT(syncs, 8);
}

}  // namespace
}  // namespace chartbridge::chart
