#include "tests/connectors/login/stage.h"

#include <algorithm>

#include "connectors/login/hasher.h"
#include "connectors/login/secrets.h"
#include "connectors/login/totp.h"

namespace chartbridge::login_test {
namespace {

login::LoginSettings Settings() {
  login::LoginSettings settings;
  settings.own = {"127.0.0.1", 8080, "https://bridge.example"};
  settings.own_words = {"Elm Street Clinic"};
  settings.trusted_proxies = {"10.0.0.1"};
  return settings;
}

}  // namespace

Stage::Stage()
    : roles(*bridge::access::Roles::Load()),
      door(Settings(), people, roles, clock, entropy, store.audit()) {}

// The hashes of the password and the recovery codes are computed once for all tests.
Person Stage::Join(const std::string& name, const std::vector<std::string>& with_roles) {
  static const std::vector<std::string> codes = login::RandomRecoveryCodes(entropy);
  static const std::vector<std::string> hashes = *login::Hasher(entropy).HashCodes(codes);
  static const std::string password = *login::Hasher(entropy).HashPassword(kPassword);
  Account account;
  account.id = crypto::RandomUuid(entropy);
  account.name = name;
  account.language = "en";
  account.roles = with_roles;
  account.enrolled = true;
  account.created = clock.now;
  account.password = password;
  account.totp_secret = login::RandomSecret(entropy);
  account.recovery = hashes;
  EXPECT_TRUE(people.PutAccount(account, {}));
  return {account.id, name, account.totp_secret, codes};
}

std::string Stage::CodeOf(const Person& person) const {
  return login::CodeOf(person.secret, login::StepAt(clock.now));
}

std::vector<std::string> Stage::Records() {
  std::vector<std::string> records;
  EXPECT_TRUE(store.audit().Read(0, [&](const bridge::AuditLink& link) {
    records.push_back(link.record);
    return true;
  }));
  return records;
}

int Stage::Noted(const std::string& ev) {
  const std::vector<std::string> records = Records();
  return int(std::count_if(records.begin(), records.end(), [&](const std::string& record) {
    return record.find("\"ev\":\"" + ev + "\"") != std::string::npos;
  }));
}

login::Answer<login::Started> Stage::SignIn(const Person& person, const Ask& from) {
  return door.SignIn(person.name, kPassword, CodeOf(person), from);
}

std::string Stage::CookieOf(const Person& person) {
  NextStep();
  const auto started = SignIn(person);
  EXPECT_TRUE(started) << (started ? "" : started.error().text);
  return started ? Value(started->cookie) : "";
}

Ask Stage::With(const std::string& cookie, http::Pairs more) {
  more.emplace_back("Cookie", cookie);
  return Asking(std::move(more));
}

std::string Stage::Value(const std::string& set_cookie) {
  return set_cookie.substr(0, set_cookie.find(';'));
}

}  // namespace chartbridge::login_test
