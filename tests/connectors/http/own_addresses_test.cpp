#include "connectors/http/own_addresses.h"

#include <gtest/gtest.h>

namespace chartbridge::http {
namespace {

class Asked final : public Request {
 public:
  explicit Asked(Pairs headers, bool loopback = true)
      : headers_(std::move(headers)), loopback_(loopback) {}
  const std::string& method() const override { return text_; }
  const std::string& path() const override { return text_; }
  const std::string& raw_query() const override { return text_; }
  const Pairs& query() const override { return none_; }
  const Pairs& headers() const override { return headers_; }
  bool from_loopback() const override { return loopback_; }
  std::optional<std::uint64_t> content_length() const override { return std::nullopt; }
  Result<std::string, Failure> ReadBody(std::size_t) override { return std::string(); }
  ByteSource& body() override { std::abort(); }

 private:
  std::string text_;
  Pairs none_;
  Pairs headers_;
  bool loopback_;
};

std::string BaseFor(const OwnAddresses& own, const std::string& host) {
  return own.BaseOf(Asked(Pairs{{"Host", host}})).value_or("refused");
}

TEST(ThisMachine, OnlyPlainLoopbackAddresses) {
  for (const char* host : {"127.0.0.1", "127.9.9.9", "::1", "localhost"})
    EXPECT_TRUE(IsThisMachine(host)) << host;
  for (const char* host :
       {"", "0.0.0.0", "::", "128.0.0.1", "127.1", "2130706433", "0x7f.0.0.1", "0177.0.0.1",
        "::ffff:127.0.0.1", "localhost.example", "127.0.0.1.example", "127.0.0.1 "}) {
    EXPECT_FALSE(IsThisMachine(host)) << host;
  }
}

struct Row {
  const char* name;
  OwnAddresses own;
  std::string base, local;
  bool https;
};

TEST(OwnAddresses, WhereTheServiceIsFound) {
  const std::string kPublic = "https://bridge.example";
  for (const Row& row : {
           Row{"loopback",
               {"127.0.0.1", 8080, ""},
               "http://127.0.0.1:8080",
               "http://127.0.0.1:8080",
               false},
           Row{"IPv6", {"::1", 81, ""}, "http://[::1]:81", "http://[::1]:81", false},
           Row{"LAN", {"192.0.2.2", 81, ""}, "http://192.0.2.2:81", "http://192.0.2.2:81", false},
           Row{"every address",
               {"0.0.0.0", 81, ""},
               "http://127.0.0.1:81",
               "http://127.0.0.1:81",
               false},
           Row{"every address, IPv6",
               {"::", 81, ""},
               "http://127.0.0.1:81",
               "http://127.0.0.1:81",
               false},
           Row{"behind a proxy", {"::1", 81, kPublic}, kPublic, "http://[::1]:81", true},
       }) {
    EXPECT_EQ(row.own.base(), row.base) << row.name;
    EXPECT_EQ(row.own.local(), row.local) << row.name;
    EXPECT_EQ(row.own.https(), row.https) << row.name;
    EXPECT_EQ(row.own.all().size(), row.base == row.local ? 1U : 2U) << row.name;
  }
}

TEST(OwnAddresses, ARequestIsAnsweredUnderTheNameThatItCameBy) {
  const OwnAddresses loopback("127.0.0.1", 8080, "http://127.0.0.1:8080");
  for (const char* host : {"127.0.0.1:8080", "localhost:9", "[::1]:8080", "a.localhost"})
    EXPECT_EQ(BaseFor(loopback, host), std::string("http://") + host);
  EXPECT_EQ(loopback.BaseOf(Asked(Pairs{})), "http://127.0.0.1:8080");
  const OwnAddresses lan("192.0.2.2", 80, "");
  EXPECT_EQ(BaseFor(lan, "192.0.2.2"), "http://192.0.2.2");
  EXPECT_EQ(BaseFor(OwnAddresses("::", 80, ""), "[2001:db8::7]:80"), "http://[2001:db8::7]:80");
  EXPECT_EQ(BaseFor(OwnAddresses("::1", 80, "https://bridge.example"), "127.0.0.1:81"),
            "https://bridge.example");
}

TEST(OwnAddresses, ANameThatIsNotOursIsRefused) {
  for (const OwnAddresses& own :
       {OwnAddresses("127.0.0.1", 80, ""), OwnAddresses("0.0.0.0", 80, ""),
        OwnAddresses("192.0.2.2", 80, "")}) {
    for (const char* host : {"rebound.example", "192.0.2.2.example", "", "a b", "127.1"})
      EXPECT_EQ(BaseFor(own, host), "refused") << host;
  }
  EXPECT_EQ(BaseFor(OwnAddresses("127.0.0.1", 80, ""), "192.0.2.2"), "refused");
}

// G4: a proxy on the same host is a loopback client too.
TEST(IsLocal, WhatAProxyPassesOnIsNot) {
  EXPECT_TRUE(IsLocal(Asked(Pairs{{"Host", "127.0.0.1"}})));
  EXPECT_FALSE(IsLocal(Asked(Pairs{{"Host", "127.0.0.1"}}, false)));
  for (const char* name : {"X-Forwarded-For", "forwarded", "X-Forwarded-Proto", "X-Real-IP", "Via",
                           "X-Forwarded-Host"})
    EXPECT_FALSE(IsLocal(Asked(Pairs{{name, "x"}}))) << name;
}

}  // namespace
}  // namespace chartbridge::http
