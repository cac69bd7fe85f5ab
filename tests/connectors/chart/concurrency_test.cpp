#include <barrier>
#include <thread>

#include "chart_fixture.h"
#include "connectors/chart/outcome.h"
#include "connectors/sqlite3/rows.h"

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
  People({"p1"});
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
        Put("Patient/p" + std::to_string(i),
            Patient("p" + std::to_string(i), R"("identifier":[{"value":"x"}])"));
      }
      done = true;
      return;
    }
    while (!done) {
      const auto bundle = Get("Patient?identifier=x&_count=500").Json();
      EXPECT_EQ(std::int64_t(bundle["entry"].items().size()), bundle["total"].integer());
    }
  });
  EXPECT_EQ(Count("Patient?identifier=x"), 60);
}

class StoreWriteTest : public ChartTest {
 protected:
  void Insert(std::int64_t number, bool keep = true) {
    store_->Write([&](Writer& writer) {
      const std::string id = "w" + std::to_string(number);
      writer.Put({"Patient", id, 1, clock_.Now(), Patient(id), {}}, {});
      if (!keep) Refuse(422, "business-rule", "no");
    });
  }
};

TEST_F(StoreWriteTest, WorkThatThrowsTakesOnlyItsOwnBackAndTellsItsCallerAlone) {
  std::atomic<int> refused{0};
  InThreads(8, [&](int thread) {
    for (int i = 0; i < 20; ++i) {
      try {
        Insert(thread * 1000 + i, i % 2 == 0);
        Insert(thread * 1000);  // the first row of this thread exists
      } catch (const Refused&) {
        ++refused;
      } catch (const sqlite::SqliteError& error) {
        EXPECT_EQ(error.failure.kind, FailureKind::kConflict);
      }
    }
  });
  EXPECT_EQ(refused, 80);
  EXPECT_EQ(Count("Patient"), 80);
}

TEST_F(StoreWriteTest, I13_AnExceptionInsideASnapshotLeavesTheReaderWell) {
  Insert(1);
  for (int i = 0; i < 20; ++i) {
    EXPECT_THROW(store_->Read([](Reader& reader) -> int {
      reader.CurrentNumber("Patient", "w1");
      throw std::runtime_error("look");
    }),
                 std::runtime_error);
  }
  // No reader is stuck on an old state.
  Put("Patient/w1", Patient("w1", R"("active":true)"));
  InThreads(8, [&](int) { EXPECT_EQ(Get("Patient/w1").Header("ETag"), "W/\"2\""); });
}

}  // namespace
}  // namespace chartbridge::chart
