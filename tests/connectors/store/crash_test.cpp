// kill -9 in the middle of the work: what was acknowledged is there afterwards, once (P1, P2, P10).
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <map>
#include <set>
#include <thread>

#include "bridge/audit/chain.h"
#include "tests/connectors/store/store_under_test.h"

namespace chartbridge::store_test {
namespace {

constexpr int kThreads = 6;

struct Acknowledged {
  char kind;  // 'a' appended, 's' split
  int number;
};

class Crash : public StoreContract {
 protected:
  // What the child does until it is killed: deliveries come, and some of them become items.
  [[noreturn]] void Work(int round, int report) {
    const std::unique_ptr<sql::Store> store = under_test_->OpenSecond();
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0;; ++i) {
          const int number = (round * kThreads + t) * 100000 + i;
          const auto seq = store->inbox().AppendAndWait(Delivery(std::to_string(number)), Soon());
          if (!seq) continue;
          Report(report, {'a', number});
          if (t % 2 == 0 &&
              store->items().Split({{.delivery = *seq, .last = true, .items = {Item(number)}}})) {
            Report(report, {'s', number});
          }
        }
      });
    }
    for (;;) ::pause();
  }
  static void Report(int to, const Acknowledged& what) {
    if (::write(to, &what, sizeof what) != ssize_t(sizeof what)) ::_exit(1);
  }
  // Reads `count` acknowledgements, kills the child, reads the rest.
  std::vector<Acknowledged> KillAfter(int round, std::size_t count) {
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) Work(round, ends[1]);
    ::close(ends[1]);
    std::vector<Acknowledged> all;
    Acknowledged one{};
    while (::read(ends[0], &one, sizeof one) == ssize_t(sizeof one)) {
      all.push_back(one);
      if (all.size() == count) ::kill(child, SIGKILL);
    }
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
    return all;
  }
  // A server may still be about to end what the killed process had begun: what that has locked is
  // neither waiting nor an item yet.
  void AwaitTransactionsOfTheDead() {
    if (GetParam() != EngineKind::kPostgres) return;
    EXPECT_TRUE(
        under_test_->Sabotage("DO $$ BEGIN LOCK TABLE delivery IN ACCESS EXCLUSIVE MODE; END $$"));
  }
  std::map<int, int> DeliveriesWaiting() {
    std::map<int, int> waiting;
    for (;;) {
      const auto claimed = inbox().Claim("check", now(), later(60), 1000);
      EXPECT_TRUE(claimed) << claimed.error().text;
      if (!claimed || claimed->empty()) break;
      for (const auto& one : *claimed) ++waiting[std::stoi(one.raw.body)];
    }
    clock().Move(std::chrono::seconds(61));
    return waiting;
  }
  std::map<bridge::ItemKey, int> Items() {
    std::map<bridge::ItemKey, int> items;
    EXPECT_TRUE(queries().List({.with_content = true}, [&](const bridge::ItemRow& row) {
      EXPECT_EQ(row.content, "{}");
      ++items[row.key];
      return true;
    }));
    return items;
  }
  void ExpectWholeChain() {
    std::int64_t next = 0;
    std::string previous(bridge::audit::kGenesisHash);
    EXPECT_TRUE(store().audit().Read(0, [&](const bridge::AuditLink& link) {
      if (link.seq == 0) next = 0, previous = bridge::audit::kGenesisHash;  // the next chain
      EXPECT_EQ(link.seq, next++);
      EXPECT_EQ(link.previous_hash, previous);
      previous = link.hash;
      return true;
    }));
  }
};

TEST_P(Crash, P1P2WhatWasAcknowledgedIsThereOnceAfterEachKill) {
  std::vector<Acknowledged> all;
  for (int round = 0; round < 5; ++round) {
    under_test_->Shut();
    const auto acknowledged = KillAfter(round, std::size_t(40 + 60 * round));
    all.insert(all.end(), acknowledged.begin(), acknowledged.end());
    under_test_->Reopen();
    AwaitTransactionsOfTheDead();
    const std::map<int, int> waiting = DeliveriesWaiting();
    const std::map<bridge::ItemKey, int> items = Items();
    std::set<int> split;
    for (const Acknowledged& one : all) {
      if (one.kind == 's') split.insert(one.number);
    }
    for (const Acknowledged& one : all) {
      const bool is_item = items.contains(Key(one.number));
      if (one.kind == 's') {
        EXPECT_TRUE(is_item) << one.number;
      } else if (!split.contains(one.number)) {
        EXPECT_TRUE(waiting.contains(one.number) || is_item) << one.number;
      }
      EXPECT_FALSE(waiting.contains(one.number) && is_item) << one.number;
    }
    for (const auto& [number, times] : waiting) EXPECT_EQ(times, 1) << number;
    for (const auto& [key, times] : items) EXPECT_EQ(times, 1) << key;
    ExpectWholeChain();
  }
}

ENGINE_CONTRACT(Crash);

}  // namespace
}  // namespace chartbridge::store_test
