// Accounts that are changed only as a rule allows it that sees all of them.
#include <atomic>
#include <thread>

#include "bridge/ports/people.h"
#include "tests/connectors/store/store_under_test.h"

namespace chartbridge::store_test {
namespace {

using bridge::Account;

class AccountRule : public StoreContract {
 protected:
  bridge::People& people() { return store().people(); }
  Account Admin(int number) {
    Account account;
    account.id = Key(number);
    account.name = "admin" + std::to_string(number);
    account.language = "en";
    account.roles = {"admin"};
    account.created = later(number);
    return account;
  }
};

// Two who take each other's last role: the rule of the second is asked after the first is there.
TEST_P(AccountRule, ARuleSeesWhatOthersChangedAtTheSameMoment) {
  for (int number = 1; number <= 2; ++number) {
    ASSERT_TRUE(people().PutAccount(Admin(number), {}));
  }
  for (int round = 0; round < 10; ++round) {
    std::vector<Account> seen{*people().ReadAccount(Key(1)), *people().ReadAccount(Key(2))};
    for (Account& account : seen) {
      if (account.roles.empty()) account.roles = {"admin"};
      ASSERT_TRUE(people().PutAccount(account, {}));
      ++account.version;
      account.roles.clear();
    }
    std::atomic<int> changed{0};
    std::atomic<int> refused{0};
    {
      std::vector<std::jthread> callers;
      for (const Account& mine : seen) {
        callers.emplace_back([&] {
          const auto others = [&](const std::vector<Account>& all) -> std::string {
            for (const Account& one : all) {
              if (one.id != mine.id && !one.roles.empty()) return "";
            }
            return "the last one";
          };
          const auto put = people().PutAccountIf(mine, others, {});
          changed += put.has_value();
          refused += !put && put.error().kind == FailureKind::kRefused;
        });
      }
    }
    EXPECT_EQ(changed, 1) << round;
    EXPECT_EQ(refused, 1) << round;
  }
}

TEST_P(AccountRule, ARefusedChangeLeavesNothing) {
  ASSERT_TRUE(people().PutAccount(Admin(1), {}));
  Account account = *people().ReadAccount(Key(1));
  account.name = "another";
  const auto put = people().PutAccountIf(
      account, [](const auto& all) { return "of " + std::to_string(all.size()); },
      {{.ev = "role.changed", .actor = "cli"}});
  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().kind, FailureKind::kRefused);
  EXPECT_EQ(put.error().text, "of 1");
  EXPECT_EQ(people().ReadAccount(Key(1))->name, "admin1");
  EXPECT_TRUE(store().audit().Read(0, [](const bridge::AuditLink&) {
    ADD_FAILURE() << "nothing happened";
    return true;
  }));
}

STORE_CONTRACT(AccountRule);

}  // namespace
}  // namespace chartbridge::store_test
