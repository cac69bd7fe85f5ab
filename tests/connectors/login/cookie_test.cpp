#include "connectors/login/cookie.h"

#include "tests/connectors/login/stage.h"

namespace chartbridge::login_test {
namespace {

using login::Origin;
using login::OriginOf;
using login::ReadBearer;
using login::ReadCookie;

TEST(Cookie, UnderHttpsItIsBoundToTheHost) {
  const std::string cookie = login::SetCookie(true, "t");
  EXPECT_EQ(cookie, "__Host-chartbridge=t; Path=/; HttpOnly; SameSite=Strict; Secure");
  EXPECT_EQ(login::DropCookie(true),
            "__Host-chartbridge=; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=0");
}

// Firefox keeps neither the prefix nor Secure from http://127.0.0.1.
TEST(Cookie, UnderHttpOnLoopbackItIsPlain) {
  EXPECT_EQ(login::SetCookie(false, "t"), "chartbridge=t; Path=/; HttpOnly; SameSite=Strict");
}

TEST(Cookie, IsFoundAmongOthersByItsExactName) {
  EXPECT_EQ(ReadCookie(false, Asking({{"cookie", "a=b;chartbridge=t ; c=d"}})), "t");
  EXPECT_EQ(ReadCookie(false, Asking({{"Cookie", "xchartbridge=t"}})), "");
  EXPECT_EQ(ReadCookie(false, Asking({{"Cookie", "chartbridgex=t"}})), "");
  EXPECT_EQ(ReadCookie(true, Asking({{"Cookie", "chartbridge=t"}})), "");
  EXPECT_EQ(ReadCookie(true, Asking({{"Cookie", "a=b"}, {"Cookie", "__Host-chartbridge=t"}})), "t");
  EXPECT_EQ(ReadCookie(false, Asking({{"Cookie", "chartbridge=;; ; ="}})), "");
}

TEST(Cookie, TwoOfThemAreNone) {
  EXPECT_EQ(ReadCookie(false, Asking({{"Cookie", "chartbridge=a; chartbridge=b"}})), "");
}

TEST(Bearer, OnlyOfTheRightScheme) {
  EXPECT_EQ(ReadBearer(Ask()), std::nullopt);
  EXPECT_EQ(ReadBearer(Asking({{"Authorization", "Bearer cb_x"}})), "cb_x");
  EXPECT_EQ(ReadBearer(Asking({{"authorization", "bearer cb_x "}})), "cb_x");
  EXPECT_EQ(ReadBearer(Asking({{"Authorization", "Basic cb_x"}})), "");
  EXPECT_EQ(ReadBearer(Asking({{"Authorization", "B"}})), "");
}

const http::OwnAddresses kLoopback("127.0.0.1", 8080, "");
const http::OwnAddresses kBehindProxy("127.0.0.1", 8080, "https://bridge.example");

TEST(OriginOf, OursIsTheNameThatTheRequestCameBy) {
  const auto of = [](const http::OwnAddresses& own, const char* origin, const char* host) {
    return OriginOf(own, Asking({{"Origin", origin}, {"Host", host}}));
  };
  EXPECT_EQ(of(kLoopback, "http://127.0.0.1:8080", "127.0.0.1:8080"), Origin::kOurs);
  EXPECT_EQ(of(kLoopback, "http://localhost:8080", "localhost:8080"), Origin::kOurs);
  EXPECT_EQ(of(kBehindProxy, "https://bridge.example", "Bridge.example"), Origin::kOurs);
  EXPECT_EQ(of(kBehindProxy, "https://bridge.example", "127.0.0.1:8080"), Origin::kOurs)
      << "a proxy that does not hand the Host on";
  EXPECT_EQ(of(kBehindProxy, "http://bridge.example", "bridge.example"), Origin::kForeign);
  EXPECT_EQ(of(kLoopback, "http://127.0.0.1:8081", "127.0.0.1:8080"), Origin::kForeign);
  EXPECT_EQ(of(kLoopback, "http://rebound.example", "rebound.example"), Origin::kForeign);
  EXPECT_EQ(of(kLoopback, "null", "127.0.0.1:8080"), Origin::kForeign);
  EXPECT_EQ(of(kLoopback, "", ""), Origin::kForeign);
}

TEST(OriginOf, FetchMetadataIsBelievedWhereItIsSent) {
  const auto of = [](const char* site) {
    return OriginOf(
        kLoopback,
        Asking({{"Sec-Fetch-Site", site}, {"Origin", "http://localhost"}, {"Host", "localhost"}}));
  };
  EXPECT_EQ(of("cross-site"), Origin::kForeign);
  EXPECT_EQ(of("same-site"), Origin::kForeign);
  EXPECT_EQ(of("same-origin"), Origin::kOurs);
  EXPECT_EQ(OriginOf(kLoopback, Asking({{"Host", "localhost"}})), Origin::kUnsaid);
}

}  // namespace
}  // namespace chartbridge::login_test
