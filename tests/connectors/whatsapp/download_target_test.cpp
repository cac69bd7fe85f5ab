// Where media may come from.
#include "connectors/whatsapp/download_target.h"

#include <gtest/gtest.h>

#include "connectors/whatsapp/graph_error.h"
#include "tests/connectors/whatsapp/items.h"

namespace chartbridge::whatsapp {
namespace {

constexpr char kGraph[] = "https://graph.facebook.com/v25.0";
constexpr char kLocal[] = "http://127.0.0.1:9000/v25.0";

std::string Judge(const std::string& url, const std::string& graph = kGraph) {
  const auto target = CheckTarget(url, graph);
  if (!target) return target.error().issues.at(0).code;
  return target->with_token ? "token" : "plain";
}

TEST(Target, MetasHostsAreAllowedForMetasApiOnly) {
  EXPECT_EQ(Judge("https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1"), "token");
  EXPECT_EQ(Judge("https://LOOKASIDE.fbsbx.com/x"), "token");
  EXPECT_EQ(Judge("https://graph.facebook.com:443/x"), "token");
  EXPECT_EQ(Judge("https://scontent.xx.fbcdn.net/v/t45"), "plain");
  EXPECT_EQ(Judge("https://mmg.whatsapp.net/x"), "plain");
  EXPECT_EQ(Judge("https://lookaside.fbsbx.com/x", kLocal), "security");
  EXPECT_EQ(Judge("https://lookaside.fbsbx.com/x", "https://gateway.example/v1"), "security");
}

TEST(Target, TheOriginOfGraphUrlIsAllowed) {
  EXPECT_EQ(Judge("http://127.0.0.1:9000/media/1", kLocal), "token");
  EXPECT_EQ(Judge("http://127.0.0.1:9001/media/1", kLocal), "security");
  EXPECT_EQ(Judge("https://127.0.0.1:9000/media/1", kLocal), "security");
  EXPECT_EQ(Judge("http://localhost:9000/media/1", kLocal), "security");
}

TEST(Target, EverythingElseIsForeign) {
  for (const char* url : {"http://169.254.169.254/latest/meta-data/",
                          "http://lookaside.fbsbx.com/x",
                          "https://lookaside.fbsbx.com:8443/x",
                          "https://lookaside.fbsbx.com.evil.example/x",
                          "https://evilfbsbx.com/x",
                          "https://user@lookaside.fbsbx.com/x",
                          "https://evil.example#@lookaside.fbsbx.com/x",
                          "https://lookaside.fbsbx.com./x",
                          "https://fbcdn.net.",
                          "",
                          "ftp://lookaside.fbsbx.com/x",
                          "file:///etc/passwd",
                          "//lookaside.fbsbx.com/x",
                          "https:lookaside.fbsbx.com",
                          "https://evil.example\\@lookaside.fbsbx.com/x",
                          "https://[::ffff:169.254.169.254]/",
                          "https:// lookaside.fbsbx.com",
                          "https://lookaside.fbsbx.com\t.evil.example/",
                          "https://xn--fbsbx-.com/",
                          "https://2130706433/"}) {
    EXPECT_EQ(Judge(url), "security") << url;
  }
}

TEST(Target, LocationsAreResolvedAgainstTheUrlThatSentThem) {
  const std::string base = "https://lookaside.fbsbx.com/a/b?c";
  EXPECT_EQ(ResolveLocation(base, "/x?y"), "https://lookaside.fbsbx.com/x?y");
  EXPECT_EQ(ResolveLocation(base, "//evil.example/x"), "https://evil.example/x");
  EXPECT_EQ(ResolveLocation(base, "http://169.254.169.254/"), "http://169.254.169.254/");
  EXPECT_EQ(ResolveLocation(base, "x"), "");
  EXPECT_EQ(ResolveLocation(base, ""), "");
}

TEST(GraphUrl, IsHttpsOrThisMachine) {
  EXPECT_TRUE(IsUsableGraphUrl(kGraph));
  EXPECT_TRUE(IsUsableGraphUrl(kLocal));
  EXPECT_TRUE(IsUsableGraphUrl("http://localhost:1/"));
  EXPECT_FALSE(IsUsableGraphUrl("http://graph.facebook.com/v25.0"));
  EXPECT_FALSE(IsUsableGraphUrl("http://10.0.0.1/"));
  EXPECT_FALSE(IsUsableGraphUrl("graph.facebook.com"));
}

struct Refusal {
  std::string fixture;  // in graph/, or "" for an empty body
  int status;
  FailureKind kind;
};

TEST(GraphError, IsSortedByItsCodeBeforeItsStatus) {
  for (const Refusal& refusal :
       {Refusal{"media_get_expired.json", 400, FailureKind::kNotFound},
        Refusal{"error_100.json", 400, FailureKind::kNotFound},
        Refusal{"error_190.json", 401, FailureKind::kUnauthorized},
        Refusal{"error_130429.json", 400, FailureKind::kThrottled},
        Refusal{"error_131056.json", 400, FailureKind::kThrottled},
        Refusal{"error_4.json", 400, FailureKind::kThrottled},
        Refusal{"error_80007.json", 400, FailureKind::kThrottled},
        Refusal{"error_131016.json", 500, FailureKind::kUnreachable},
        Refusal{"error_2.json", 503, FailureKind::kUnreachable},
        Refusal{"error_368.json", 403, FailureKind::kForbidden},
        Refusal{"error_131047.json", 400, FailureKind::kRefused},
        Refusal{"", 429, FailureKind::kThrottled}, Refusal{"", 401, FailureKind::kUnauthorized},
        Refusal{"", 404, FailureKind::kUnreachable}, Refusal{"", 410, FailureKind::kNotFound},
        Refusal{"", 502, FailureKind::kUnreachable}}) {
    const std::string body =
        refusal.fixture.empty() ? "<html>" : whatsapp_test::ReadFixture("graph/" + refusal.fixture);
    const Failure failure = ReadGraphError(refusal.status, {}, body);
    EXPECT_EQ(failure.kind, refusal.kind) << refusal.fixture << refusal.status;
    EXPECT_EQ(failure.http_status, refusal.status);
    EXPECT_EQ(failure.text.find("1003383420000001"), std::string::npos);
  }
}

TEST(GraphError, SaysWhenToTryAgain) {
  EXPECT_EQ(ReadGraphError(404, {}, "").retry_after, Milliseconds(2000));
  EXPECT_EQ(ReadGraphError(429, {}, "").retry_after, Milliseconds(30000));
  EXPECT_EQ(ReadGraphError(429, {{"Retry-After", "7"}}, "").retry_after, Milliseconds(7000));
  EXPECT_EQ(ReadGraphError(429, {{"Retry-After", "99999999"}}, "").retry_after,
            Milliseconds(3600000));
  EXPECT_EQ(ReadGraphError(429, {{"Retry-After", "-1"}}, "").retry_after, Milliseconds(30000));
}

}  // namespace
}  // namespace chartbridge::whatsapp
