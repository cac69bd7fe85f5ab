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

TEST(OriginOf, OursIsSchemeAndHost) {
  const auto of = [](bool secure, const char* origin, const char* host) {
    return OriginOf(secure, Asking({{"Origin", origin}, {"Host", host}}));
  };
  EXPECT_EQ(of(false, "http://127.0.0.1:8080", "127.0.0.1:8080"), Origin::kOurs);
  EXPECT_EQ(of(true, "https://bridge.example", "Bridge.example"), Origin::kOurs);
  EXPECT_EQ(of(true, "http://bridge.example", "bridge.example"), Origin::kForeign);
  EXPECT_EQ(of(false, "http://127.0.0.1:8081", "127.0.0.1:8080"), Origin::kForeign);
  EXPECT_EQ(of(false, "null", "127.0.0.1:8080"), Origin::kForeign);
  EXPECT_EQ(of(false, "", ""), Origin::kForeign);
}

TEST(OriginOf, FetchMetadataIsBelievedWhereItIsSent) {
  EXPECT_EQ(OriginOf(false, Asking({{"Sec-Fetch-Site", "cross-site"}})), Origin::kForeign);
  EXPECT_EQ(
      OriginOf(false,
               Asking({{"Sec-Fetch-Site", "same-site"}, {"Origin", "http://a"}, {"Host", "a"}})),
      Origin::kForeign);
  EXPECT_EQ(
      OriginOf(false,
               Asking({{"Sec-Fetch-Site", "same-origin"}, {"Origin", "http://a"}, {"Host", "a"}})),
      Origin::kOurs);
  EXPECT_EQ(OriginOf(false, Asking({{"Host", "a"}})), Origin::kUnsaid);
}

}  // namespace
}  // namespace chartbridge::login_test
