#include "chart_fixture.h"

namespace chartbridge::chart {
namespace {

using HostileTest = ChartTest;

// What a client sent must not come back in an error: it may be patient content.
const std::string kCanary = "CANARY-8c1f";

TEST_F(HostileTest, MalformedBodiesAreRefusedWithAnOutcome) {
  const std::string deep = std::string(100000, '[');
  for (const std::string& body :
       {std::string("{not json"), std::string("["), std::string("null"), std::string("[]"),
        std::string("\"x\""), deep, R"({"resourceType":"Patient",)" + std::string("\"a\":") + deep,
        std::string(R"({"resourceType":"Patient","active":true,"active":false})"),
        std::string("{\"resourceType\":\"Patient\",\"id\":\"\xff\xfe\"}"),
        std::string(R"({"resourceType":"Patient"}{})"), std::string(R"({"resourceType":7})")}) {
    EXPECT_TRUE(IsOutcome(Post("Patient", body), 400)) << body.substr(0, 60);
    EXPECT_TRUE(IsOutcome(Post("", body), 400)) << body.substr(0, 60);
  }
  EXPECT_EQ(Count("Patient"), 0);
}

TEST_F(HostileTest, P8NoValueComesBackInAnError) {
  const std::string inside[] = {
      R"("active":")" + kCanary + "\"",
      R"("gender":")" + kCanary + "\"",
      R"("birthDate":")" + kCanary + "\"",
      "\"" + kCanary + R"(":1)",
      R"("name":[{")" + kCanary + R"(":"x"}])",
      R"("name":{"family":")" + kCanary + R"("})",
      R"("identifier":[{"use":")" + kCanary + R"("}])",
      R"("contained":[{"resourceType":"Patient","gender":")" + kCanary + R"("}])",
      R"("telecom":[{"system":")" + kCanary + R"("}])",
      R"("_gender":")" + kCanary + "\"",
      R"("text":{"status":")" + kCanary + R"(","div":"x"})",
  };
  for (const std::string& more : inside) {
    const Reply reply = Post("Patient", Patient("x", more));
    EXPECT_TRUE(IsOutcome(reply, reply.status)) << more;
    EXPECT_GE(reply.status, 400) << more;
    EXPECT_EQ(reply.body.find(kCanary), std::string::npos) << more;
    EXPECT_NE(ExpressionOf(reply), "") << more;
  }
  for (const std::string& target :
       {"Patient?" + kCanary + "=1", "Patient?active:" + kCanary + "=true",
        "Patient?_lastUpdated=" + kCanary, "Patient?_sort=" + kCanary, "Patient?_count=" + kCanary,
        "Patient?_page=" + kCanary, kCanary + "/1", "Patient/" + kCanary, "Patient/x/" + kCanary,
        "Communication?sent=" + kCanary}) {
    const Reply reply = Get(target, {{"Prefer", "handling=strict"}});
    EXPECT_TRUE(IsOutcome(reply, reply.status)) << target;
    EXPECT_EQ(reply.body.find(kCanary), std::string::npos) << target;
  }
}

TEST_F(HostileTest, WrongShapesAreNamedByTheirElement) {
  const struct {
    const char* situation;
    std::string resource;
    int status;
    const char* expression;
  } cases[] = {
      {"missing status", R"({"resourceType":"Communication"})", 422, "Communication.status"},
      {"no list", R"({"resourceType":"Communication","status":"completed","payload":{}})", 400,
       "Communication.payload"},
      {"empty list", R"({"resourceType":"Communication","status":"completed","payload":[]})", 400,
       "Communication.payload"},
      {"null", R"({"resourceType":"Communication","status":"completed","note":[null]})", 400,
       "Communication.note[0]"},
      {"two choices",
       R"({"resourceType":"Communication","status":"completed","payload":[{"contentString":"a","contentReference":{"display":"b"}}]})",
       400, "Communication.payload[0].content"},
      {"no choice",
       R"({"resourceType":"Communication","status":"completed","payload":[{"id":"a"}]})", 422,
       "Communication.payload[0].content"},
      {"blank string",
       R"({"resourceType":"Communication","status":"completed","payload":[{"contentString":"  "}]})",
       400, "Communication.payload[0].contentString"},
      {"time without zone",
       R"({"resourceType":"Communication","status":"completed","sent":"2026-01-01T10:00:00"})", 400,
       "Communication.sent"},
      {"object for string", R"({"resourceType":"Communication","status":{"a":1}})", 400,
       "Communication.status"},
      {"data without type",
       R"({"resourceType":"DocumentReference","status":"current","content":[{"attachment":{"data":"AAAA"}}]})",
       422, "DocumentReference.content[0].attachment"},
      {"document without content", R"({"resourceType":"DocumentReference","status":"current"})",
       422, "DocumentReference.content"},
      {"provenance without target",
       R"({"resourceType":"Provenance","recorded":"2026-01-01T00:00:00Z","agent":[{"who":{"display":"x"}}]})",
       422, "Provenance.target"},
      {"size as text",
       R"({"resourceType":"DocumentReference","status":"current","content":[{"attachment":{"size":"1"}}]})",
       400, "DocumentReference.content[0].attachment.size"},
  };
  for (const auto& one : cases) {
    const std::string type =
        fhir::json::Value(Reply{0, {}, one.resource, false}.Json())["resourceType"].text();
    const Reply reply = Post(type, one.resource);
    EXPECT_TRUE(IsOutcome(reply, one.status)) << one.situation;
    EXPECT_EQ(ExpressionOf(reply), one.expression) << one.situation;
  }
}

TEST_F(HostileTest, ExtensionsAndPrimitiveSiblingsAreKept) {
  const std::string text =
      R"({"resourceType":"Patient","id":"p1","_birthDate":{"extension":[{"url":"urn:x","valueCode":"unknown"}]},)"
      R"("name":[{"given":["A",null],"_given":[null,{"extension":[{"url":"urn:y","valueBoolean":true}]}]}],)"
      R"("extension":[{"url":"urn:z","extension":[{"url":"in","valueDecimal":1.10}]}]})";
  ASSERT_EQ(Put("Patient/p1", text).status, 201);
  EXPECT_NE(Get("Patient/p1").body.find("1.10"), std::string::npos);
  EXPECT_EQ(Count("Patient?name=a"), 1);
}

TEST_F(HostileTest, HostileSearchesAreHarmless) {
  Put("Patient/p1", Patient("p1"));
  std::string many;
  for (int i = 0; i < 300; ++i) many += "a" + std::to_string(i) + ",";
  EXPECT_TRUE(IsOutcome(Get("Patient?identifier=" + many + "z"), 400));
  std::string repeated = "Patient?";
  for (int i = 0; i < 80; ++i) repeated += "name=ana&";
  EXPECT_TRUE(IsOutcome(Get(repeated), 400));
  for (const char* target :
       {"Patient?name='%3B%20DROP%20TABLE%20resource%3B--", "Patient?name=%25%5F",
        "Patient?identifier=%7C%7C%7C", "Patient?identifier=%7C", "Patient?name=%5C",
        "Patient?_id=..%2F..%2Fetc", "Patient?phone=%E2%80%AE", "Patient?name=%F0%9F%98%B7",
        "Patient?=x", "Patient?&&&", "Patient?name", "Patient?_id='", "Patient?link=%3F"}) {
    const Reply reply = Get(target);
    EXPECT_TRUE(reply.status == 200 || reply.status == 400) << target << " " << reply.status;
  }
  EXPECT_EQ(Count("Patient"), 1);
}

TEST_F(HostileTest, ALoneSurrogateAndNulAreReplacedNotStored) {
  People({"p1"});
  const Reply made =
      Post("Communication",
           Communication("p1", "m1", R"("payload":[{"contentString":"a\udc00b\u0000c"}])"));
  ASSERT_EQ(made.status, 201);
  EXPECT_EQ(made.Json()["payload"].at(0)["contentString"].text(),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD"
            "c");
}

}  // namespace
}  // namespace chartbridge::chart
