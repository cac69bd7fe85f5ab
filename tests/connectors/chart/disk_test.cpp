// A disk that is full or fails: what was refused is not there, and what is unknown is not built
// upon.
#include "chart_fixture.h"
#include "tests/connectors/store/failing_vfs.h"

namespace chartbridge::chart {
namespace {

class DiskTest : public ChartTest {
 protected:
  void SetUp() override {
    vfs_ = disk_.name();
    ChartTest::SetUp();
    People({"p1"});
  }
  void TearDown() override {
    disk_.sync_fails = disk_.disk_full = false;
    ChartTest::TearDown();
  }
  store_test::FailingVfs disk_;
};

TEST_F(DiskTest, AFullDiskRefusesTheWriteAndTheNextOneWorks) {
  disk_.disk_full = true;
  EXPECT_TRUE(IsOutcome(Put("Patient/p2", Patient("p2")), 503));
  EXPECT_EQ(Get("Patient/p1").status, 200);
  disk_.disk_full = false;
  EXPECT_EQ(Get("Patient/p2").status, 404);
  EXPECT_EQ(Put("Patient/p2", Patient("p2")).status, 201);
}

TEST_F(DiskTest, AfterASyncThatFailedNothingIsWrittenUntilARestart) {
  disk_.sync_fails = true;
  EXPECT_GE(Put("Patient/p2", Patient("p2")).status, 500);
  disk_.sync_fails = false;
  EXPECT_TRUE(IsOutcome(Put("Patient/p3", Patient("p3")), 503));
  EXPECT_EQ(Get("Patient/p1").status, 200);
  Restart();
  EXPECT_EQ(Put("Patient/p3", Patient("p3")).status, 201);
}

}  // namespace
}  // namespace chartbridge::chart
