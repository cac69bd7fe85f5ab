// Lists and counts of a store with many items: what is looked for lies behind newer receipts, and
// is found. CHARTBRIDGE_LIST_ITEMS makes it as large as wanted; script/bench lists reads the times,
// which nothing here depends on.
#include <cstdio>
#include <cstdlib>

#include "bridge/service/counts.h"
#include "bridge/service/dead_letters.h"
#include "tests/connectors/store/store_under_test.h"

namespace chartbridge::store_test {
namespace {

namespace service = bridge::service;
using bridge::NewItem;
using bridge::Progress;
using bridge::Reason;

class ManyItems : public StoreContract {
 protected:
  static int Wanted() {
    const char* wanted = std::getenv("CHARTBRIDGE_LIST_ITEMS");
    return wanted != nullptr ? std::max(1000, std::atoi(wanted)) : 2000;
  }
  // The first half: messages of patients, a few of which failed or wait; then receipts.
  void Fill(int items) {
    std::vector<NewItem> slice;
    for (int i = 1; i <= items; ++i) {
      NewItem one = Item(i, "97250" + std::to_string(1000000 + i % 500));
      one.jobs.clear();
      one.state = Progress::kNoted;
      if (i > items / 2) {
        one.kind = "status";
      } else if (i <= kOfEach) {
        one.state = Progress::kFailed;
        one.reason = Reason::kEhrRefused;
      } else if (i <= 2 * kOfEach) {
        one.state = Progress::kHeld;
        one.reason = Reason::kPatientUnresolved;
        one.deadline = later(1000 + i);
      }
      slice.push_back(std::move(one));
      if (slice.size() == 500 || i == items) Split(std::exchange(slice, {}));
    }
  }
  template <class Question>
  void Ask(const char* what, const Question& question) {
    const auto from = std::chrono::steady_clock::now();
    question();
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - from;
    std::printf("list %s %s %.1f\n", ToString(GetParam()).c_str(), what, took.count());
  }
  service::ItemPorts Ports() { return {queries(), items(), links(), channels_}; }

  static constexpr int kOfEach = 20;
  bridge::Channels channels_;
};

// I5, I18
TEST_P(ManyItems, WhatIsAskedForIsFoundBehindNewerReceipts) {
  const int all = Wanted();
  Fill(all);
  Ask("dead-letters", [&] {
    const auto page = service::ListDeadLetters(Ports(), {.limit = 50});
    ASSERT_TRUE(page) << page.error().text;
    EXPECT_EQ(page->rows.size(), std::size_t(kOfEach));
    EXPECT_FALSE(page->next);
  });
  Ask("review", [&] {
    const auto page = service::ListReview(Ports(), {.limit = 10});
    ASSERT_TRUE(page) << page.error().text;
    EXPECT_EQ(page->rows.size(), 10U);
    EXPECT_TRUE(page->next);
  });
  const auto list = [&](const char* what, const bridge::ItemFilter& filter, std::size_t least) {
    Ask(what, [&] {
      const auto page = service::ListItems(Ports(), filter, {.limit = 50});
      ASSERT_TRUE(page) << page.error().text;
      EXPECT_GE(page->rows.size(), least) << what;
    });
  };
  list("messages", {}, 50);
  list("messages-with-content", {.with_content = true}, 50);
  list("messages-since", {.since = later(-100'000'000)}, 50);
  list("messages-noted", {.progress = Progress::kNoted}, 50);
  list("messages-held", {.progress = Progress::kHeld}, kOfEach);
  list("messages-status", {.kind = "status"}, 50);
  list("messages-failed-status", {.progress = Progress::kFailed, .kind = "status"}, 0);
  list("messages-of-a-contact", {.contact = "972501000007"}, 2);
  list("messages-of-a-reason", {.reason = Reason::kEhrRefused}, kOfEach);
  list("messages-for-the-front-desk",
       {.queue = bridge::StaffQueue::kReview, .audience = bridge::Audience::kOfPatientsAndReview},
       kOfEach);
  list("messages-for-clinicians", {.audience = bridge::Audience::kOfPatientsAndReview}, kOfEach);
  list("noted-for-clinicians",
       {.progress = Progress::kNoted, .audience = bridge::Audience::kOfPatientsAndReview}, 0);
  Ask("counts", [&] {
    const auto counts = service::CountsJson(queries(), now(), 0);
    ASSERT_TRUE(counts) << counts.error().text;
    EXPECT_EQ((*counts)["counts"]["noted"].integer(), all - 2 * kOfEach);
    EXPECT_EQ((*counts)["counts"]["failed"].integer(), kOfEach);
  });
  Ask("queues", [&] { EXPECT_TRUE(service::QueuesJson(queries(), inbox())); });
}

STORE_CONTRACT(ManyItems);

}  // namespace
}  // namespace chartbridge::store_test
