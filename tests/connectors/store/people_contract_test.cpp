// The people of the store: accounts, who is signed in, tokens, failed sign-ins.
#include <thread>

#include "bridge/ports/people.h"
#include "tests/connectors/store/store_under_test.h"

namespace chartbridge::store_test {
namespace {

using bridge::Account;
using bridge::ApiToken;
using bridge::AuditEntry;
using bridge::LoginAttempts;
using bridge::LoginSession;

class PeopleContract : public StoreContract {
 protected:
  bridge::People& people() { return store().people(); }
  static std::string Id(int number) { return Key(number); }
  static std::string Hash(char digit) { return std::string(64, digit); }

  Account Person(int number, const std::string& name) {
    Account account;
    account.id = Id(number);
    account.name = name;
    account.display_name = "Noa Cohen";
    account.practitioner = "Practitioner/7";
    account.language = "he";
    account.roles = {"clinician", "admin"};
    account.created = later(number);
    account.password = "$argon2id$v=19$...";
    account.totp_secret = std::string("\0\n binary \xFF", 11);
    account.recovery = {"$argon2id$a", "$argon2id$b"};
    return account;
  }
  LoginSession Login(int number, const std::string& account, char token) {
    LoginSession login;
    login.id = Id(number);
    login.token = Hash(token);
    login.account = account;
    login.csrf = "csrf-" + std::to_string(number);
    login.created = login.seen = login.verified = later(number);
    login.address = "192.0.2.7";
    login.agent = "Firefox";
    return login;
  }
  ApiToken Token(int number, char token) {
    return {Id(number), Hash(token),   "nightly export", "auditor",
            Id(1),      later(number), later(9000),      std::nullopt};
  }
  std::size_t AuditLinks() {
    std::size_t links = 0;
    EXPECT_TRUE(store().audit().Read(0, [&](const bridge::AuditLink&) { return ++links > 0; }));
    return links;
  }
  template <class T>
  static FailureKind KindOf(const Result<T, Failure>& result) {
    EXPECT_FALSE(result);
    return result ? FailureKind::kBusy : result.error().kind;
  }
  const std::vector<AuditEntry> kAudit{{.ev = "role.changed", .actor = "cli"}};
};

TEST_P(PeopleContract, AnAccountComesBackWholeAfterARestart) {
  Account account = Person(1, "noa");
  account.enrolled = true;
  account.totp_step = 59;
  account.invitation = Hash('a');
  account.invitation_until = later(60);
  ASSERT_TRUE(people().PutAccount(account, kAudit));
  under_test_->Reopen();
  const auto read = people().ReadAccount(account.id);
  ASSERT_TRUE(read) << read.error().text;
  EXPECT_EQ(read->id, account.id);
  EXPECT_EQ(read->name, account.name);
  EXPECT_EQ(read->display_name, account.display_name);
  EXPECT_EQ(read->practitioner, account.practitioner);
  EXPECT_EQ(read->language, account.language);
  EXPECT_EQ(read->roles, account.roles);
  EXPECT_TRUE(read->active);
  EXPECT_TRUE(read->enrolled);
  EXPECT_EQ(read->created, account.created);
  EXPECT_EQ(read->password, account.password);
  EXPECT_EQ(read->totp_secret, account.totp_secret);
  EXPECT_EQ(read->totp_step, 59);
  EXPECT_EQ(read->recovery, account.recovery);
  EXPECT_EQ(read->invitation, account.invitation);
  EXPECT_EQ(read->invitation_until, account.invitation_until);
  EXPECT_EQ(read->version, 1);
}

TEST_P(PeopleContract, ANameIsFoundInAnyCase) {
  ASSERT_TRUE(people().PutAccount(Person(1, "Noa.Cohen"), {}));
  ASSERT_TRUE(people().PutAccount(Person(2, "JOSÉ"), {}));
  EXPECT_EQ(people().FindAccount("noa.cohen")->id, Id(1));
  EXPECT_EQ(people().FindAccount("NOA.COHEN")->name, "Noa.Cohen");
  EXPECT_EQ(people().FindAccount("josé")->id, Id(2));
  EXPECT_EQ(KindOf(people().FindAccount("noa")), FailureKind::kNotFound);
  EXPECT_EQ(KindOf(people().FindAccount("")), FailureKind::kNotFound);
}

TEST_P(PeopleContract, ANameBelongsToOneAccount) {
  ASSERT_TRUE(people().PutAccount(Person(1, "noa"), {}));
  EXPECT_EQ(KindOf(people().PutAccount(Person(2, "NOA"), kAudit)), FailureKind::kConflict);
  ASSERT_TRUE(people().PutAccount(Person(2, "dana"), {}));
  Account renamed = *people().ReadAccount(Id(2));
  renamed.name = "Noa";
  EXPECT_EQ(KindOf(people().PutAccount(renamed, kAudit)), FailureKind::kConflict);
  EXPECT_EQ(people().ReadAccount(Id(2))->name, "dana");
  EXPECT_EQ(people().FindAccount("noa")->id, Id(1));
  EXPECT_EQ(AuditLinks(), 0U) << "no entry without its effect";
}

TEST_P(PeopleContract, ARenamedAccountIsNoLongerFoundByItsOldName) {
  ASSERT_TRUE(people().PutAccount(Person(1, "noa"), {}));
  Account account = *people().ReadAccount(Id(1));
  account.name = "noa.levi";
  ASSERT_TRUE(people().PutAccount(account, {}));
  EXPECT_EQ(KindOf(people().FindAccount("noa")), FailureKind::kNotFound);
  EXPECT_EQ(people().FindAccount("noa.levi")->version, 2);
  EXPECT_TRUE(people().PutAccount(Person(2, "noa"), {})) << "the old name is free";
}

TEST_P(PeopleContract, AChangeOfAnotherVersionIsAConflict) {
  const Account account = Person(1, "noa");
  ASSERT_TRUE(people().PutAccount(account, {}));
  EXPECT_EQ(KindOf(people().PutAccount(account, {})), FailureKind::kConflict) << "it is there";
  const Account one = *people().ReadAccount(Id(1));
  Account other = one;
  other.roles = {"auditor"};
  ASSERT_TRUE(people().PutAccount(other, kAudit));
  EXPECT_EQ(KindOf(people().PutAccount(one, kAudit)), FailureKind::kConflict) << "it was changed";
  EXPECT_EQ(people().ReadAccount(Id(1))->roles, std::vector<std::string>{"auditor"});
  Account unknown = Person(2, "dana");
  unknown.version = 1;
  EXPECT_EQ(KindOf(people().PutAccount(unknown, {})), FailureKind::kConflict) << "it is not there";
  EXPECT_EQ(AuditLinks(), 2U) << "genesis and the one change";
}

TEST_P(PeopleContract, OfManyWhoChangeOneAccountAtOnceOneSucceeds) {
  ASSERT_TRUE(people().PutAccount(Person(1, "noa"), {}));
  const Account seen = *people().ReadAccount(Id(1));
  std::atomic<int> changed{0};
  std::atomic<int> conflicts{0};
  {
    std::vector<std::jthread> callers;
    for (int i = 0; i < 8; ++i) {
      callers.emplace_back([&, i] {
        Account mine = seen;
        mine.totp_step = 100 + i;
        const auto put = people().PutAccount(mine, kAudit);
        changed += put.has_value();
        conflicts += !put && put.error().kind == FailureKind::kConflict;
      });
    }
  }
  EXPECT_EQ(changed, 1);
  EXPECT_EQ(conflicts, 7);
  EXPECT_EQ(AuditLinks(), 2U);
}

TEST_P(PeopleContract, AnInvitationIsFoundByItsHashAsLongAsItStands) {
  Account account = Person(1, "noa");
  account.invitation = Hash('b');
  account.invitation_until = later(600);
  ASSERT_TRUE(people().PutAccount(account, {}));
  ASSERT_TRUE(people().PutAccount(Person(2, "dana"), {}));
  EXPECT_EQ(people().FindInvitation(Hash('b'))->id, Id(1));
  EXPECT_EQ(KindOf(people().FindInvitation(Hash('c'))), FailureKind::kNotFound);
  EXPECT_EQ(KindOf(people().FindInvitation("")), FailureKind::kNotFound);
  account = *people().ReadAccount(Id(1));
  account.invitation.clear();
  ASSERT_TRUE(people().PutAccount(account, {}));
  EXPECT_EQ(KindOf(people().FindInvitation(Hash('b'))), FailureKind::kNotFound);
}

TEST_P(PeopleContract, AccountsAreListedInTheOrderTheyWereMade) {
  for (const int number : {3, 1, 2}) {
    ASSERT_TRUE(people().PutAccount(Person(number, "name" + std::to_string(number)), {}));
  }
  Account inactive = *people().ReadAccount(Id(2));
  inactive.active = false;
  ASSERT_TRUE(people().PutAccount(inactive, {}));
  const auto all = people().Accounts();
  ASSERT_TRUE(all);
  ASSERT_EQ(all->size(), 3U);
  for (int i = 0; i < 3; ++i) EXPECT_EQ((*all)[std::size_t(i)].id, Id(i + 1));
  EXPECT_FALSE((*all)[1].active);
}

TEST_P(PeopleContract, WhatIsNoIdNamesNobody) {
  for (const char* id : {"", "1", "../../x", "00000000-0000-5000-8000-00000000000G"}) {
    EXPECT_EQ(KindOf(people().ReadAccount(id)), FailureKind::kNotFound) << id;
    EXPECT_EQ(KindOf(people().EndSession(id, {})), FailureKind::kNotFound) << id;
    EXPECT_EQ(KindOf(people().RevokeToken(id, now(), {})), FailureKind::kNotFound) << id;
    EXPECT_TRUE(people().Sessions(id)->empty());
    EXPECT_TRUE(people().EndSessions(id, {}));
  }
  Account nobody = Person(1, "noa");
  nobody.id = "1";
  EXPECT_EQ(KindOf(people().PutAccount(nobody, {})), FailureKind::kRefused);
}

TEST_P(PeopleContract, ASessionIsFoundByItsTokenUntilItEnds) {
  const LoginSession login = Login(11, Id(1), 'a');
  ASSERT_TRUE(people().AddSession(login, kAudit));
  under_test_->Reopen();
  const auto found = people().FindSession(Hash('a'));
  ASSERT_TRUE(found) << found.error().text;
  EXPECT_EQ(found->id, login.id);
  EXPECT_EQ(found->token, login.token);
  EXPECT_EQ(found->account, login.account);
  EXPECT_EQ(found->csrf, login.csrf);
  EXPECT_EQ(found->created, login.created);
  EXPECT_EQ(found->seen, login.seen);
  EXPECT_EQ(found->verified, login.verified);
  EXPECT_EQ(found->address, login.address);
  EXPECT_EQ(found->agent, login.agent);
  ASSERT_TRUE(people().EndSession(login.id, kAudit));
  EXPECT_EQ(KindOf(people().FindSession(Hash('a'))), FailureKind::kNotFound);
  EXPECT_EQ(KindOf(people().EndSession(login.id, kAudit)), FailureKind::kNotFound);
  EXPECT_EQ(KindOf(people().FindSession("")), FailureKind::kNotFound);
  EXPECT_EQ(AuditLinks(), 3U);
}

TEST_P(PeopleContract, ATokenNamesOneSession) {
  ASSERT_TRUE(people().AddSession(Login(11, Id(1), 'a'), {}));
  EXPECT_EQ(KindOf(people().AddSession(Login(12, Id(1), 'a'), kAudit)), FailureKind::kConflict);
  EXPECT_EQ(KindOf(people().AddSession(Login(11, Id(1), 'b'), kAudit)), FailureKind::kConflict);
  ASSERT_TRUE(people().AddSession(Login(12, Id(1), 'b'), {}));
  EXPECT_EQ(KindOf(people().MoveSession(Login(12, Id(1), 'a'), kAudit)), FailureKind::kConflict);
  EXPECT_EQ(AuditLinks(), 0U);
}

TEST_P(PeopleContract, AMovedSessionChangesItsTokenTimesAndNothingElse) {
  ASSERT_TRUE(people().AddSession(Login(11, Id(1), 'a'), {}));
  LoginSession moved = Login(11, Id(2), 'b');
  moved.csrf = "other";
  moved.seen = later(100);
  moved.verified = later(101);
  moved.created = later(102);
  moved.address = "198.51.100.1";
  moved.agent = "curl";
  ASSERT_TRUE(people().MoveSession(moved, kAudit));
  EXPECT_EQ(KindOf(people().FindSession(Hash('a'))), FailureKind::kNotFound);
  const auto found = people().FindSession(Hash('b'));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->csrf, "other");
  EXPECT_EQ(found->seen, later(100));
  EXPECT_EQ(found->verified, later(101));
  EXPECT_EQ(found->account, Id(1));
  EXPECT_EQ(found->created, later(11));
  EXPECT_EQ(found->address, "192.0.2.7");
  EXPECT_EQ(found->agent, "Firefox");
  EXPECT_EQ(KindOf(people().MoveSession(Login(12, Id(1), 'c'), {})), FailureKind::kNotFound);
}

TEST_P(PeopleContract, AllSessionsOfAnAccountEndTogether) {
  ASSERT_TRUE(people().AddSession(Login(13, Id(1), 'c'), {}));
  ASSERT_TRUE(people().AddSession(Login(11, Id(1), 'a'), {}));
  ASSERT_TRUE(people().AddSession(Login(12, Id(2), 'b'), {}));
  const auto mine = people().Sessions(Id(1));
  ASSERT_TRUE(mine);
  ASSERT_EQ(mine->size(), 2U);
  EXPECT_EQ((*mine)[0].id, Id(11)) << "in the order in which they began";
  EXPECT_EQ((*mine)[1].id, Id(13));
  ASSERT_TRUE(people().EndSessions(Id(1), kAudit));
  EXPECT_TRUE(people().Sessions(Id(1))->empty());
  EXPECT_EQ(KindOf(people().FindSession(Hash('a'))), FailureKind::kNotFound);
  EXPECT_TRUE(people().FindSession(Hash('b')));
}

TEST_P(PeopleContract, OldSessionsAreSweptByWhenTheyWereSeenAndMade) {
  for (int i = 1; i <= 3; ++i) {
    LoginSession login = Login(10 + i, Id(1), char('0' + i));
    login.created = later(i == 1 ? 0 : 1000);
    login.seen = later(i == 2 ? 0 : 2000);
    ASSERT_TRUE(people().AddSession(login, {}));
  }
  ASSERT_TRUE(people().SweepSessions(later(0), later(0)));
  EXPECT_EQ(people().Sessions(Id(1))->size(), 3U) << "exactly then is not before";
  ASSERT_TRUE(people().SweepSessions(later(1), later(1)));
  const auto left = people().Sessions(Id(1));
  ASSERT_EQ(left->size(), 1U);
  EXPECT_EQ(left->front().id, Id(13));
}

TEST_P(PeopleContract, ATokenIsFoundRevokedAndListed) {
  ASSERT_TRUE(people().AddToken(Token(22, 'b'), kAudit));
  ASSERT_TRUE(people().AddToken(Token(21, 'a'), {}));
  EXPECT_EQ(KindOf(people().AddToken(Token(23, 'a'), kAudit)), FailureKind::kConflict);
  under_test_->Reopen();
  const auto found = people().FindToken(Hash('b'));
  ASSERT_TRUE(found) << found.error().text;
  EXPECT_EQ(found->id, Id(22));
  EXPECT_EQ(found->name, "nightly export");
  EXPECT_EQ(found->role, "auditor");
  EXPECT_EQ(found->made_by, Id(1));
  EXPECT_EQ(found->created, later(22));
  EXPECT_EQ(found->until, later(9000));
  EXPECT_FALSE(found->revoked);
  ASSERT_TRUE(people().RevokeToken(Id(22), later(30), kAudit));
  ASSERT_TRUE(people().RevokeToken(Id(22), later(40), {}));
  EXPECT_EQ(people().FindToken(Hash('b'))->revoked, later(30)) << "the first time counts";
  const auto all = people().Tokens();
  ASSERT_EQ(all->size(), 2U);
  EXPECT_EQ(all->front().id, Id(21));
  EXPECT_EQ(KindOf(people().FindToken(Hash('c'))), FailureKind::kNotFound);
  EXPECT_EQ(KindOf(people().RevokeToken(Id(99), now(), kAudit)), FailureKind::kNotFound);
  EXPECT_EQ(AuditLinks(), 3U);
}

TEST_P(PeopleContract, FailedSignInsAreCountedAndForgotten) {
  EXPECT_EQ(people().ReadLoginAttempts("noa|192.0.2.0/24")->failures, 0);
  ASSERT_TRUE(people().PutLoginAttempts("noa|192.0.2.0/24", {3, now(), later(60)}));
  ASSERT_TRUE(people().PutLoginAttempts("noa|192.0.2.0/24", {4, now(), later(120)}));
  ASSERT_TRUE(people().PutLoginAttempts("other", {1, now(), Instant{}}));
  under_test_->Reopen();
  auto attempts = people().ReadLoginAttempts("noa|192.0.2.0/24");
  ASSERT_TRUE(attempts);
  EXPECT_EQ(attempts->failures, 4);
  EXPECT_EQ(attempts->first, now());
  EXPECT_EQ(attempts->blocked_until, later(120));
  ASSERT_TRUE(people().PutLoginAttempts("noa|192.0.2.0/24", {}));
  EXPECT_EQ(people().ReadLoginAttempts("noa|192.0.2.0/24")->failures, 0);
  EXPECT_EQ(people().ReadLoginAttempts("other")->failures, 1);
  clock().Move(std::chrono::hours(25));
  ASSERT_TRUE(people().PutLoginAttempts("third", {1, now(), Instant{}}));
  EXPECT_EQ(people().ReadLoginAttempts("other")->failures, 0) << "old ones go when others come";
  EXPECT_EQ(people().ReadLoginAttempts("third")->failures, 1);
}

class PeopleOnDisk : public PeopleContract {};

TEST_P(PeopleOnDisk, P9NothingSecretOfAPersonStandsInTheRows) {
  Account account = Person(1, "canary-name");
  account.display_name = "canary-display";
  account.password = "canary-password";
  account.totp_secret = "canary-totp";
  account.recovery = {"canary-recovery"};
  ASSERT_TRUE(people().PutAccount(account, {}));
  LoginSession login = Login(11, Id(1), 'a');
  login.csrf = "canary-csrf";
  login.address = "canary-address";
  ASSERT_TRUE(people().AddSession(login, {}));
  ASSERT_TRUE(people().PutLoginAttempts("canary-guess", {1, now(), now()}));
  const std::string rows = under_test_->Dump({"account", "login_session", "api_token", "guess"});
  EXPECT_FALSE(rows.empty());
  EXPECT_EQ(rows.find("canary"), std::string::npos);
}

TEST_P(PeopleOnDisk, P9AnEndedSessionsKeyIsDestroyed) {
  ASSERT_TRUE(people().AddSession(Login(11, Id(1), 'a'), {}));
  const auto next = store().keys().CreateKey();
  ASSERT_TRUE(next);
  int before = 0;
  for (std::int64_t id = 1; id < next->id(); ++id) before += store().keys().OpenKey(id).has_value();
  ASSERT_TRUE(people().EndSessions(Id(1), {}));
  int after = 0;
  for (std::int64_t id = 1; id < next->id(); ++id) after += store().keys().OpenKey(id).has_value();
  EXPECT_EQ(before, 1);
  EXPECT_EQ(after, 0);
}

TEST_P(PeopleOnDisk, ARowThatWasTamperedWithDoesNotOpen) {
  ASSERT_TRUE(people().PutAccount(Person(1, "noa"), {}));
  ASSERT_TRUE(people().PutAccount(Person(2, "dana"), {}));
  ASSERT_TRUE(under_test_->Sabotage(
      "UPDATE account SET content = (SELECT content FROM account ORDER BY created LIMIT 1)"));
  EXPECT_TRUE(people().FindAccount("noa"));
  EXPECT_EQ(KindOf(people().FindAccount("dana")), FailureKind::kCorrupt);
}

STORE_CONTRACT(PeopleContract);
ENGINE_CONTRACT(PeopleOnDisk);

}  // namespace
}  // namespace chartbridge::store_test
