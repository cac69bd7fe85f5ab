// Bodies, paths and headers that no console sends.
#include "connectors/http/target.h"
#include "tests/connectors/api/stage.h"

namespace chartbridge::api_test {
namespace {

class Hostile : public ::testing::Test {
 protected:
  const std::string file = "/review/" + KeyOf("waiting") + "/file";
  Told Raw(const std::string& body, http::Pairs headers = {}) {
    return stage.Call("POST", file,
                      {.role = "front-desk", .headers = std::move(headers), .raw_body = body});
  }
  Stage stage;
};

TEST_F(Hostile, BodiesThatAreNoJsonAreRefusedWithoutRepeatingThem) {
  for (const std::string body : {"", "{", "patient=Patient/ana", "{\"patient\":\"Ana\\ud800\"}",
                                 "{\"a\":1,\"a\":2}", "\xff\xfe", "{\"patient\":NaN}"}) {
    const Told told = Raw(body);
    EXPECT_EQ(told.status, 400) << body;
    EXPECT_EQ(told.text.find("Ana"), std::string::npos);
  }
  EXPECT_EQ(Raw("[]").status, 422);
  EXPECT_EQ(Raw("\"text\"").status, 422);
}

TEST_F(Hostile, HugeAndDeepBodiesAreRefused) {
  EXPECT_EQ(Raw("{\"patient\":\"" + std::string(65U << 10U, 'x') + "\"}").status, 413);
  EXPECT_EQ(Raw(std::string(20000, '[')).status, 400);
  EXPECT_EQ(Raw(R"({"patient":[[[[[[1]]]]]],"attempts":0})").status, 400);
  EXPECT_EQ(Raw("{\"patient\":\"" + std::string(300, 'x') + "\",\"attempts\":0}").status, 422);
}

TEST_F(Hostile, OtherMediaTypesAreRefused) {
  const std::string body = R"({"patient":"Patient/ana","attempts":0})";
  for (const char* type : {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data",
                           "application/json; charset=utf-16", "application/jsonp", ""})
    EXPECT_EQ(Raw(body, {{"Content-Type", type}}).status, 415) << type;
  EXPECT_EQ(Raw(body, {{"Content-Type", "application/json; charset=utf-8"}}).status, 200);
}

TEST_F(Hostile, UnknownMembersAreNamedAndTheirValuesAreNot) {
  const Told told = Raw(R"({"patient":"Patient/ana","attempts":0,"roles/x":"secret words"})");
  EXPECT_EQ(told.status, 422);
  EXPECT_EQ(told.json["code"].text(), "unknown-member");
  EXPECT_EQ(told.json["pointer"].text(), "/roles~1x");
  EXPECT_EQ(told.text.find("secret words"), std::string::npos);
}

TEST_F(Hostile, WrongTypesAreRefusedWithTheirPlace) {
  for (const char* body :
       {R"({"patient":7,"attempts":0})", R"({"patient":null,"attempts":0})",
        R"({"patient":["Patient/ana"],"attempts":0})", R"({"patient":{},"attempts":0})"})
    EXPECT_EQ(Raw(body).json["pointer"].text(), "/patient") << body;
  for (const char* body :
       {R"({"patient":"Patient/ana","attempts":"0"})", R"({"patient":"Patient/ana","attempts":-1})",
        R"({"patient":"Patient/ana","attempts":0.5})",
        R"({"patient":"Patient/ana","attempts":1e9})",
        R"({"patient":"Patient/ana","attempts":99999999999999999999})",
        R"({"patient":"Patient/ana"})"})
    EXPECT_EQ(Raw(body).json["pointer"].text(), "/attempts") << body;
}

TEST_F(Hostile, PathTricksLeadNowhere) {
  for (const char* path :
       {"/", "", "/messages/", "//messages", "/messages//content", "/Messages", "/messages/a/b/c/d",
        "/messages/%20", "/accounts;x=1", "/messages.csv", "/openapi.json/", "/messages/counts/"})
    EXPECT_EQ(stage.Get(path, "compliance").status, 404) << path;
  // These never become a request (RFC 9110 17.1; connectors/http).
  for (const char* path : {"/messages/..%2faccounts", "/messages/../accounts", "/a%00b", "/%zz"})
    EXPECT_FALSE(http::ParseTarget("/api/v1" + std::string(path))) << path;
  EXPECT_EQ(stage.Get("/messages/" + std::string(5000, 'k'), "compliance").status, 404);
  EXPECT_EQ(stage.Get("/messages/%27%20OR%201=1", "compliance").status, 404);
}

TEST_F(Hostile, OtherMethodsAreNotOffered) {
  const Told told = stage.Call("PUT", "/accounts", {.role = "admin"});
  EXPECT_EQ(told.status, 405);
  EXPECT_EQ(told.Header("Allow"), "GET, POST");
  EXPECT_EQ(stage.Call("TRACE", "/session", {.role = "admin"}).status, 405);
  EXPECT_EQ(stage.Call("DELETE", "/messages/counts", {.role = "admin"}).status, 405);
}

TEST_F(Hostile, HeadReadsLikeGet) {
  EXPECT_EQ(stage.Call("HEAD", "/messages/counts", {.role = "auditor"}).status, 200);
  EXPECT_EQ(stage.Call("HEAD", "/messages", {.role = "auditor"}).status, 403);
}

TEST_F(Hostile, ATokenThatIsNoneAndACookieBesideItAreNobody) {
  const Told told = stage.Call("GET", "/messages", {.role = "compliance", .bearer = "cb_stolen"});
  EXPECT_EQ(told.status, 401);
  EXPECT_EQ(told.Header("WWW-Authenticate"), "Bearer");
}

// Marks stay; what nobody sees and what turns the line around goes (a sign-in name likewise).
TEST_F(Hostile, CombiningMarksStayAndBidiOverridesGo) {
  const auto rename = [&](int marks) {
    std::string name = "e";
    for (int i = 0; i < marks; ++i) name += "\xCC\x81";
    return stage.Call("PATCH", "/account", {.role = "clinician"},
                      fhir::json::Object{{"display_name", name + " \xE2\x80\xAE" + "gpj"}});
  };
  const Told told = rename(3);
  ASSERT_EQ(told.status, 200);
  EXPECT_EQ(told.json["account"]["display_name"].text(), "\xC3\xA9\xCC\x81\xCC\x81 gpj");
  EXPECT_EQ(rename(90).json["pointer"].text(), "/display_name") << "longer than a name";
}

}  // namespace
}  // namespace chartbridge::api_test
