#include <barrier>
#include <thread>

#include "chart_fixture.h"
#include "connectors/chart/commit_group.h"

namespace chartbridge::chart {
namespace {

using ConcurrencyTest = ChartTest;

template <class Work>
void InThreads(int count, const Work& work) {
  std::barrier gate(count);
  std::vector<std::jthread> crew;
  for (int i = 0; i < count; ++i) {
    crew.emplace_back([&, i] {
      gate.arrive_and_wait();
      work(i);
    });
  }
}

TEST_F(ConcurrencyTest, P2EightConditionalCreatesLeaveOne) {
  for (int round = 0; round < 10; ++round) {
    const std::string identifier = "race" + std::to_string(round);
    std::atomic<int> created{0};
    std::atomic<int> matched{0};
    InThreads(8, [&](int) {
      const Reply reply = Post("Communication", Communication("p1", identifier),
                               {{"If-None-Exist", "identifier=urn:chartbridge:id|" + identifier}});
      if (reply.status == 201) ++created;
      if (reply.status == 200) ++matched;
    });
    EXPECT_EQ(created, 1);
    EXPECT_EQ(matched, 7);
    EXPECT_EQ(Count("Communication?identifier=" + identifier), 1);
  }
}

TEST_F(ConcurrencyTest, EveryUpdateIsAVersionOfItsOwn) {
  Put("Patient/p1", Patient("p1"));
  InThreads(8, [&](int thread) {
    for (int i = 0; i < 10; ++i) {
      const std::string value = std::to_string(thread * 100 + i);
      EXPECT_EQ(
          Put("Patient/p1", Patient("p1", R"("identifier":[{"value":")" + value + "\"}]")).status,
          200);
    }
  });
  EXPECT_EQ(Get("Patient/p1").Header("ETag"), "W/\"81\"");
  EXPECT_EQ(Get("Patient/p1/_history").Json()["total"].integer(), 81);
}

TEST_F(ConcurrencyTest, OneOfTwoGuardedUpdatesWins) {
  Put("Patient/p1", Patient("p1"));
  std::atomic<int> won{0};
  std::atomic<int> lost{0};
  InThreads(8, [&](int thread) {
    const Reply reply =
        Put("Patient/p1",
            Patient("p1", R"("identifier":[{"value":")" + std::to_string(thread) + "\"}]"),
            {{"If-Match", "W/\"1\""}});
    if (reply.status == 200) ++won;
    if (reply.status == 412) ++lost;
  });
  EXPECT_EQ(won, 1);
  EXPECT_EQ(lost, 7);
}

TEST_F(ConcurrencyTest, ReadersSeeWholeStatesWhileOthersWrite) {
  std::atomic<bool> done{false};
  InThreads(5, [&](int thread) {
    if (thread == 0) {
      for (int i = 0; i < 60; ++i) {
        Put("Patient/p" + std::to_string(i), Patient("p" + std::to_string(i), R"("active":true)"));
      }
      done = true;
      return;
    }
    while (!done) {
      const auto bundle = Get("Patient?active=true&_count=500").Json();
      EXPECT_EQ(std::int64_t(bundle["entry"].items().size()), bundle["total"].integer());
    }
  });
  EXPECT_EQ(Count("Patient?active=true"), 60);
}

class CommitGroupTest : public ChartTest {
 protected:
  void SetUp() override {
    ChartTest::SetUp();
    connection_ =
        std::move(*Connection::Open((folder_ / "group.db").string(), Connection::Use::kWrite));
    ASSERT_TRUE(connection_->Execute("CREATE TABLE t (x INTEGER UNIQUE)").has_value());
  }
  Result<bool, Failure> Insert(CommitGroup& group, std::int64_t value, bool keep = true) {
    return group.Run([&, value]() -> Result<bool, Failure> {
      auto done = connection_->Execute("INSERT INTO t VALUES (?)", {value});
      if (!done) return Unexpected(done.error());
      return keep;
    });
  }
  std::int64_t Rows() { return *connection_->SelectInteger("SELECT COUNT(*) FROM t", {}, -1); }
  std::unique_ptr<Connection> connection_;
};

TEST_F(CommitGroupTest, AJobThatSaysNoOrFailsTakesOnlyItsOwnBack) {
  CommitGroup group(*connection_);
  InThreads(8, [&](int thread) {
    for (int i = 0; i < 20; ++i) {
      const std::int64_t value = thread * 1000 + i;
      const bool keep = i % 2 == 0;
      const auto done = Insert(group, value, keep);
      ASSERT_TRUE(done.has_value());
      EXPECT_EQ(*done, keep);
      EXPECT_FALSE(Insert(group, thread * 1000).has_value())
          << "the first row of this thread exists";
    }
  });
  EXPECT_EQ(Rows(), 80);
}

TEST_F(CommitGroupTest, AnExceptionReachesItsCallerAlone) {
  CommitGroup group(*connection_);
  std::atomic<int> caught{0};
  InThreads(6, [&](int thread) {
    for (int i = 0; i < 20; ++i) {
      if (thread % 2 == 0) {
        EXPECT_TRUE(Insert(group, thread * 1000 + i).has_value());
        continue;
      }
      try {
        static_cast<void>(group.Run([&]() -> Result<bool, Failure> {
          static_cast<void>(
              connection_->Execute("INSERT INTO t VALUES (?)", {std::int64_t(999999)}));
          throw std::runtime_error("job");
        }));
      } catch (const std::runtime_error&) {
        ++caught;
      }
    }
  });
  EXPECT_EQ(caught, 60);
  EXPECT_EQ(Rows(), 60);
}

TEST_F(CommitGroupTest, AFullDiskFailsTheWriteAndTheNextOneWorks) {
  CommitGroup group(*connection_);
  ASSERT_TRUE(connection_->Execute("CREATE TABLE big (b BLOB)").has_value());
  ASSERT_TRUE(connection_->SelectInteger("PRAGMA max_page_count = 20", {}, 0).has_value());
  const auto full = group.Run([&]() -> Result<bool, Failure> {
    auto done =
        connection_->Execute("INSERT INTO big VALUES (?)", {Bytes{std::string(1U << 20U, 'x')}});
    if (!done) return Unexpected(done.error());
    return true;
  });
  ASSERT_FALSE(full.has_value());
  EXPECT_EQ(full.error().kind, FailureKind::kFull);
  EXPECT_TRUE(Insert(group, 1).has_value());
  EXPECT_EQ(Rows(), 1);
}

}  // namespace
}  // namespace chartbridge::chart
