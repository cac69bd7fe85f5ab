// A clinic with a clock that moves when told, and people who sign in to it.
#pragma once

#include <gtest/gtest.h>

#include "connectors/crypto/crypto.h"
#include "connectors/login/login.h"
#include "tests/fakes/memory_store.h"

namespace chartbridge::login_test {

using bridge::Account;
using login::Caller;
using login::Denied;

class TestClock final : public Clock {
 public:
  Instant Now() const override { return now; }
  std::chrono::steady_clock::time_point Steady() const override { return {}; }
  bool WaitUntil(std::stop_token, std::chrono::steady_clock::time_point) override { return true; }
  // A multiple of 30 s: the start of a code's step.
  Instant now = FromUnixMillis(1'800'000'000'000);
};

class Ask final : public http::Request {
 public:
  Ask() = default;
  Ask(http::Pairs headers, std::string peer)
      : headers_(std::move(headers)), peer_(std::move(peer)) {}
  const std::string& method() const override { return method_; }
  const std::string& path() const override { return method_; }
  const std::string& raw_query() const override { return method_; }
  const http::Pairs& query() const override { return none_; }
  const http::Pairs& headers() const override { return headers_; }
  bool from_loopback() const override { return false; }
  std::string peer() const override { return peer_; }
  std::optional<std::uint64_t> content_length() const override { return std::nullopt; }
  Result<std::string, Failure> ReadBody(std::size_t) override { return std::string(); }
  http::ByteSource& body() override { std::abort(); }

 private:
  std::string method_ = "POST";
  http::Pairs none_;
  http::Pairs headers_;
  std::string peer_ = "203.0.113.7";
};

// A name of its own: braces for headers would be taken for a copy.
inline Ask Asking(http::Pairs headers, std::string peer = "203.0.113.7") {
  return {std::move(headers), std::move(peer)};
}

inline constexpr const char* kPassword = "a lamp beside the green door";

struct Person {
  std::string id, name, secret;
  std::vector<std::string> recovery;
};

class Stage : public ::testing::Test {
 protected:
  Stage();

  // Somebody who has been set up.
  Person Join(const std::string& name, const std::vector<std::string>& roles);
  std::string CodeOf(const Person& person) const;  // of this moment
  void NextStep() { clock.now += std::chrono::seconds(30); }

  login::Answer<login::Started> SignIn(const Person& person, const Ask& from = Ask());
  // Signs in at a new step; the cookie as the browser sends it back.
  std::string CookieOf(const Person& person);
  static Ask With(const std::string& cookie, http::Pairs more = {});
  static std::string Value(const std::string& set_cookie);  // "name=token"

  // What the chain says, in order.
  std::vector<std::string> Records();
  int Noted(const std::string& ev);  // how often
  std::string LastRecord() { return Records().back(); }

  TestClock clock;
  crypto::SystemEntropy entropy;
  fakes::MemoryStore store{clock, entropy};
  bridge::People& people = store.people();
  bridge::access::Roles roles;
  login::Login door;
};

}  // namespace chartbridge::login_test
