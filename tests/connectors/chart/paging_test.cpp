#include <algorithm>
#include <set>

#include "chart_fixture.h"

namespace chartbridge::chart {
namespace {

class PagingTest : public ChartTest {
 protected:
  void SetUp() override {
    ChartTest::SetUp();
    People({"p1"});
  }
  void Add(int number, const std::string& sent) {
    Put("Communication/c" + std::to_string(number),
        R"({"resourceType":"Communication","id":"c)" + std::to_string(number) +
            R"(","status":"completed","subject":{"reference":"Patient/p1"},"sent":")" + sent +
            "\"}");
  }
  // All ids, page after page; `between` runs after each page.
  template <class Between>
  std::vector<std::string> Walk(const std::string& search, const Between& between) {
    std::vector<std::string> ids;
    std::string target = search;
    while (!target.empty()) {
      const Reply reply = Get(target);
      EXPECT_EQ(reply.status, 200) << reply.body;
      const auto bundle = reply.Json();
      totals_.insert(bundle["total"].integer().value_or(-1));
      const auto page = IdsOf(bundle);
      ids.insert(ids.end(), page.begin(), page.end());
      target = Below(LinkOf(bundle, "next"));
      between();
    }
    return ids;
  }
  std::set<std::int64_t> totals_;
};

TEST_F(PagingTest, PagesHoldEverythingOnceInTheOrderAskedFor) {
  // Two share a time, one has none that is later than all.
  const char* sent[] = {"2026-01-05T10:00:00Z", "2026-01-03T10:00:00Z", "2026-01-03T10:00:00Z",
                        "2026-01-01T10:00:00Z", "2026-01-04T10:00:00Z"};
  for (int i = 0; i < 5; ++i) Add(i, sent[i]);
  const auto nothing = [] {};
  using Ids = std::vector<std::string>;
  EXPECT_EQ(Walk("Communication?patient=p1&_sort=sent&_count=2", nothing),
            (Ids{"c3", "c1", "c2", "c4", "c0"}));
  EXPECT_EQ(Walk("Communication?patient=p1&_sort=-sent&_count=2", nothing),
            (Ids{"c0", "c4", "c1", "c2", "c3"}));
  EXPECT_EQ(Walk("Communication?patient=p1&_count=1", nothing),
            (Ids{"c0", "c1", "c2", "c3", "c4"}));
  EXPECT_EQ(Walk("Communication?_sort=-_lastUpdated&_count=3", nothing),
            (Ids{"c0", "c1", "c2", "c3", "c4"}));
}

TEST_F(PagingTest, InsertsBetweenPagesNeitherRepeatNorSkip) {
  for (int i = 0; i < 20; ++i) Add(i, "2026-01-" + std::to_string(10 + i) + "T10:00:00Z");
  int next = 100;
  // Before, among and behind what was already read.
  const auto insert = [&] {
    Add(next++, "2025-01-01T10:00:00Z");
    Add(next++, "2026-01-15T11:00:00Z");
    Add(next++, "2027-01-01T10:00:00Z");
  };
  for (const char* order : {"sent", "-sent", "-_lastUpdated"}) {
    totals_.clear();
    const std::int64_t before = Count("Communication?patient=p1");
    const auto ids = Walk("Communication?patient=p1&_count=3&_sort=" + std::string(order), insert);
    EXPECT_EQ(std::int64_t(ids.size()), before) << order;
    EXPECT_EQ(std::set(ids.begin(), ids.end()).size(), ids.size()) << order;
    EXPECT_EQ(totals_, std::set{before}) << order;
  }
}

TEST_F(PagingTest, AResourceWithoutTheElementComesLastBothWays) {
  Create(Communication("p1", "none"));
  Add(1, "2026-01-01");
  EXPECT_EQ(IdsOf(Get("Communication?_sort=sent").Json()).front(), "c1");
  EXPECT_EQ(IdsOf(Get("Communication?_sort=-sent").Json()).front(), "c1");
}

TEST_F(PagingTest, ThePlaceOfAPageShowsNothingAndCannotBeMade) {
  for (int i = 0; i < 3; ++i) {
    Create(Patient("x", R"("telecom":[{"system":"phone","value":"+972500000001"}])"));
  }
  const std::string next = LinkOf(Get("Patient?phone=%2B972500000001&_count=2").Json(), "next");
  EXPECT_EQ(next.find("972500000001"), std::string::npos);
  EXPECT_EQ(IdsOf(Get(Below(next)).Json()).size(), 1U);
  EXPECT_TRUE(IsOutcome(Get(Below(next) + "A"), 400));
  EXPECT_TRUE(IsOutcome(Get("Patient?_page=AAAA"), 400));
  EXPECT_TRUE(IsOutcome(Get("Patient?_page="), 400));
  // A place in one type is none in another.
  EXPECT_TRUE(IsOutcome(Get("Communication" + Below(next).substr(7)), 400));
}

TEST_F(PagingTest, ThePageSizeHasALimit) {
  Add(1, "2026-01-01");
  EXPECT_EQ(Get("Communication?_count=99999999999999999999").status, 200);
  EXPECT_TRUE(IsOutcome(Get("Communication?_count=-1"), 400));
  EXPECT_TRUE(IsOutcome(Get("Communication?_count=ten"), 400));
}

}  // namespace
}  // namespace chartbridge::chart
