#include "bridge/app/settings_rules.h"

#include <gtest/gtest.h>

namespace chartbridge {
namespace {

TEST(UrlRule, HttpsAnywhereAndHttpToThisMachine) {
  for (const char* url : {"https://a.example", "https://a.example:444/x/y", "HTTPS://a.example/",
                          "http://127.0.0.1:1/x", "http://[::1]:1/x", "http://localhost"}) {
    EXPECT_EQ(UrlRule(url, PlainHttp::kToThisMachine), "") << url;
  }
  EXPECT_EQ(UrlRule("http://a.example", PlainHttp::kAllowed), "");
}

TEST(UrlRule, AllElseIsRefused) {
  for (const char* url : {"",
                          "a.example",
                          "/x",
                          "https://",
                          "https:///x",
                          "ftp://a.example",
                          "file:///etc/passwd",
                          "javascript:alert(1)",
                          "https://u@a.example",
                          "https://u:p@a.example",
                          "https://a.example?x=1",
                          "https://a.example?",
                          "https://a.example#f",
                          "https://a.example/ x",
                          "https://a.example\n",
                          "https://a.example:port",
                          "https://[::1",
                          "http://a.example",
                          "http://0.0.0.0",
                          "http://127.1/",
                          "http://127.0.0.1@a.example",
                          "http://a.example\\@127.0.0.1",
                          "https://ä.example"}) {
    EXPECT_NE(UrlRule(url, PlainHttp::kToThisMachine), "") << url;
  }
}

TEST(ListenRule, GivesAddressAndPort) {
  const auto read = [](const char* listen) {
    ServerSettings server{.listen = listen};
    EXPECT_EQ(ListenRule(server), "") << listen;
    return server.address + " " + std::to_string(server.port);
  };
  EXPECT_EQ(read("127.0.0.1:0"), "127.0.0.1 0");
  EXPECT_EQ(read("localhost:80"), "127.0.0.1 80");
  EXPECT_EQ(read("[::1]:65535"), "::1 65535");
  EXPECT_EQ(read("[::]:80"), ":: 80");
  EXPECT_EQ(read("10.0.0.1:80"), "10.0.0.1 80");
}

TEST(ListenRule, AllElseIsRefused) {
  for (const char* listen :
       {"", ":", ":80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:-1", "127.0.0.1:+1", "127.0.0.1:x",
        "127.0.0.1:80x", "127.0.0.1:65536", "bridge.example:80"}) {
    ServerSettings server{.listen = listen};
    EXPECT_NE(ListenRule(server), "") << listen;
  }
}

TEST(PostgresRule, PasswordsAreFoundWhereverTheyStand) {
  for (const char* url : {"postgresql://u@h/db", "postgresql://h:5432/db",
                          "postgres://u@h1:1,h2:2/db?sslmode=verify-full"}) {
    EXPECT_EQ(PostgresRule(url), "") << url;
  }
  for (const char* url :
       {"postgresql://u:p@h/db", "postgresql://:p@h/db", "postgresql://u@h/db?password=p",
        "postgresql://u@h/db?sslmode=x&password=p", "postgresql://u@h?password=p",
        "postgresql:///db"}) {
    EXPECT_NE(PostgresRule(url), "") << url;
  }
}

TEST(SpanRule, IsANumberAndAUnitOfAtMostADay) {
  std::chrono::seconds span{};
  for (const auto& [text, seconds] : {std::pair("15m", 900), {"1s", 1}, {"24h", 86400}}) {
    EXPECT_EQ(SpanRule(text, span), "") << text;
    EXPECT_EQ(span.count(), seconds);
  }
  for (const char* text : {"", "m", "15", "0m", "-1m", "25h", "1d", "1.5h", " 5m"})
    EXPECT_NE(SpanRule(text, span), "") << text;
}

TEST(TimezoneRule, KnowsTheZonesOfTheSystem) {
  for (const char* zone : {"UTC", "Asia/Jerusalem", "America/Mexico_City", "Europe/Madrid"}) {
    EXPECT_EQ(TimezoneRule(zone), "") << zone;
  }
  for (const char* zone : {"", "Jerusalem", "asia/jerusalem", "+02:00", "/etc/localtime"}) {
    EXPECT_NE(TimezoneRule(zone), "") << zone;
  }
}

}  // namespace
}  // namespace chartbridge
