// Who is let in at all, and the line that each request leaves in the access log.
#include "bounded_fixture.h"

namespace chartbridge::chart {
namespace {

using AdmissionTest = BoundedTest;

TEST_F(AdmissionTest, WithoutATokenNothingIsShown) {
  for (const char* target :
       {"/Patient/anna", "/Communication", "/Patient/anna/_history", "/Nonsense", "/Binary/anna"}) {
    const Reply reply = Send(*closed_, {.target = target});
    EXPECT_TRUE(IsOutcome(reply, 401)) << target;
    EXPECT_EQ(reply.Header("WWW-Authenticate"), "Bearer") << target;
  }
  EXPECT_TRUE(IsOutcome(Send(*closed_, {"PUT", "/Patient/new", Patient("new")}), 401));
  EXPECT_TRUE(IsOutcome(Send(*closed_, {"POST", "/", "{}"}), 401));
  EXPECT_EQ(Get("Patient/new").status, 404);
  EXPECT_TRUE(access_.noted.empty());
}

TEST_F(AdmissionTest, ATokenThatIsOverIsSaidToBe) {
  access_.rights.reset();
  const Reply reply = Look("Patient/anna");
  EXPECT_TRUE(IsOutcome(reply, 401));
  EXPECT_EQ(reply.Header("WWW-Authenticate"), "Bearer error=\"invalid_token\"");
}

TEST_F(AdmissionTest, TheStatementIsOpenAndSaysHowToComeIn) {
  const Reply reply = Send(*closed_, {.target = "/metadata"});
  EXPECT_EQ(reply.status, 200);
  const auto statement = reply.Json();
  const auto& security = statement["rest"].at(0)["security"];
  EXPECT_EQ(security["service"].at(0)["coding"].at(0)["code"].text(), "SMART-on-FHIR");
  const auto& uris = security["extension"].at(0);
  EXPECT_EQ(uris["url"].text(),
            "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris");
  EXPECT_EQ(uris["extension"].at(0)["url"].text(), "authorize");
  EXPECT_EQ(uris["extension"].at(0)["valueUri"].text(), "http://127.0.0.1:8080/smart/authorize");
  EXPECT_EQ(uris["extension"].at(1)["valueUri"].text(), "http://127.0.0.1:8080/smart/token");
  EXPECT_NE(security["description"].text().find("always"), std::string::npos);
  FhirSettings settings;
  settings.access = &access_;
  settings.open = true;
  FhirHandler demo(settings, *store_, clock_, entropy_, log_);
  const auto shown = Send(demo, {.target = "/metadata"}).Json();
  EXPECT_NE(shown["rest"].at(0)["security"]["description"].text().find("no credentials"),
            std::string::npos);
  const auto open = Get("metadata").Json();
  EXPECT_EQ(open["rest"].at(0).Find("security"), nullptr);
}

TEST_F(AdmissionTest, ANameThatIsNotOursIsRefusedWhileNoBaseIsSet) {
  EXPECT_TRUE(IsOutcome(Ask("GET", "Patient/anna", "", {{"Host", "rebound.example"}}), 403));
}

TEST_F(AdmissionTest, FromElsewhereATokenIsEnough) {
  FhirSettings settings;
  settings.access = &access_;
  settings.own.emplace("127.0.0.1", 8080, "https://bridge.clinic.example");
  FhirHandler handler(settings, *store_, clock_, entropy_, log_);
  const http::Pairs headers{{"Authorization", "Bearer token"}, {"Host", "bridge.clinic.example"}};
  const Reply reply =
      Send(handler, {.target = "/Communication", .headers = headers, .loopback = false});
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(LinkOf(reply.Json(), "self"), "https://bridge.clinic.example/fhir/Communication");
  EXPECT_EQ(Send(handler, {.target = "/Communication", .loopback = false}).status, 401);
  // The bridge itself stays on the way that it came by.
  access_.rights = Rights{};
  access_.rights->everything = true;
  const Reply own = Send(handler, {.target = "/Communication?_count=1",
                                   .headers = {{"Authorization", "Bearer token"}}});
  EXPECT_TRUE(LinkOf(own.Json(), "next").starts_with("http://127.0.0.1:8080/fhir/")) << own.body;
}

TEST_F(AdmissionTest, TheDemoIsOpenToThisMachineButHoldsATokenToItsWord) {
  FhirSettings settings;
  settings.access = &access_;
  settings.open = true;
  FhirHandler demo(settings, *store_, clock_, entropy_, log_);
  EXPECT_EQ(Send(demo, {.target = "/Communication/ben1"}).status, 200);
  EXPECT_EQ(Send(demo, {.target = "/Communication/ben1", .loopback = false}).status, 403);
  EXPECT_EQ(
      Send(demo, {.target = "/Communication/ben1", .headers = {{"Host", "other.example"}}}).status,
      403);
  const http::Pairs token{{"Authorization", "Bearer token"}};
  EXPECT_EQ(Send(demo, {.target = "/Communication/ben1", .headers = token}).status, 404);
  EXPECT_EQ(Send(demo, {.target = "/Communication/anna1", .headers = token}).status, 200);
}

TEST_F(AdmissionTest, EachReadLeavesOneLine) {
  Look("Communication/anna1");
  Look("Binary/anna");
  Look("Communication?_count=1");
  Look("Communication/anna1/_history");
  Look("Communication/nobody");
  ASSERT_EQ(access_.noted.size(), 4U);
  EXPECT_EQ(access_.noted[0].what, "Communication/anna1");
  EXPECT_EQ(access_.noted[0].patient, "Patient/anna");
  EXPECT_EQ(access_.noted[1].what, "Binary/anna");
  EXPECT_EQ(access_.noted[2].deed, Deed::kSearch);
  EXPECT_EQ(access_.noted[2].what, "Communication");
  EXPECT_TRUE(access_.noted[2].detail.starts_with("count=1 ids-sha256="));
  EXPECT_EQ(access_.noted[3].deed, Deed::kRead);
}

TEST_F(AdmissionTest, ALookBeyondTheCompartmentIsNotedUnderTheOtherPatient) {
  Look("Communication/ben1");
  ASSERT_EQ(access_.noted.size(), 1U);
  EXPECT_EQ(access_.noted[0].ending, Ending::kOutside);
  EXPECT_EQ(access_.noted[0].patient, "Patient/ben");
}

TEST_F(AdmissionTest, AWholeChartsReadsAreNotedUnderThePatientTheyShow) {
  access_.rights->patient.clear();
  Look("Communication/ben1");
  Look("Communication?patient=Patient/ben");
  Look("Communication");
  ASSERT_EQ(access_.noted.size(), 3U);
  EXPECT_EQ(access_.noted[0].patient, "Patient/ben");
  EXPECT_EQ(access_.noted[1].patient, "Patient/ben");
  EXPECT_EQ(access_.noted[2].patient, "") << "several patients: the hash of the ids speaks";
}

TEST_F(AdmissionTest, I12_AWriteIsNotedWithWhatCameOfIt) {
  const auto task = [](const std::string& status) {
    return R"({"resourceType":"Task","id":"t","status":")" + status +
           R"(","intent":"order","for":{"reference":"Patient/anna"}})";
  };
  EXPECT_EQ(Ask("PUT", "Task/t", task("completed")).status, 201);
  EXPECT_EQ(Ask("PUT", "Task/t", task("cancelled"), {{"If-Match", "W/\"7\""}}).status, 412);
  EXPECT_EQ(Ask("PUT", "Task/t", task("nonsense")).status, 422);
  EXPECT_EQ(Ask("PUT", "Task/t", "{not json").status, 400);
  ASSERT_EQ(access_.noted.size(), 4U);
  EXPECT_EQ(access_.noted[0].ending, Ending::kDone);
  EXPECT_EQ(access_.noted[0].deed, Deed::kCreate);
  EXPECT_EQ(access_.noted[0].what, "Task/t");
  EXPECT_EQ(access_.noted[0].patient, "Patient/anna");
  EXPECT_EQ(access_.noted[0].version, "1");
  for (std::size_t i = 1; i < 4; ++i) EXPECT_EQ(access_.noted[i].ending, Ending::kRefused) << i;
  EXPECT_EQ(access_.noted[1].detail, "status=412");
}

TEST_F(AdmissionTest, ATransactionIsNotedResourceByResource) {
  const auto entry = [](const std::string& id) {
    return R"({"request":{"method":"PUT","url":"Task/)" + id +
           R"("},"resource":{"resourceType":"Task","id":")" + id +
           R"(","status":"completed","intent":"order","for":{"reference":"Patient/anna"}}})";
  };
  const std::string bundle = R"({"resourceType":"Bundle","type":"transaction","entry":[)";
  EXPECT_EQ(Ask("POST", "", bundle + entry("a") + "," + entry("b") + "]}").status, 200);
  ASSERT_EQ(access_.noted.size(), 2U);
  EXPECT_EQ(access_.noted[1].what, "Task/b");
  EXPECT_EQ(access_.noted[1].patient, "Patient/anna");
  EXPECT_EQ(Ask("POST", "", bundle + entry("c") + "," + entry("c") + "]}").status, 400);
  ASSERT_EQ(access_.noted.size(), 3U);
  EXPECT_EQ(access_.noted[2].ending, Ending::kRefused);
}

TEST_F(AdmissionTest, I11_RightsComeBeforeBodies) {
  class Unread final : public http::Request, private http::ByteSource {
   public:
    explicit Unread(std::string path) : path_(std::move(path)) {}
    const std::string& method() const override { return method_; }
    const std::string& path() const override { return path_; }
    const std::string& raw_query() const override { return none_; }
    const http::Pairs& query() const override { return no_pairs_; }
    const http::Pairs& headers() const override { return headers_; }
    bool from_loopback() const override { return true; }
    std::optional<std::uint64_t> content_length() const override { return 1000; }
    Result<std::string, Failure> ReadBody(std::size_t) override {
      ADD_FAILURE() << "the body of " << path_ << " was read";
      return std::string();
    }
    http::ByteSource& body() override { return *this; }

   private:
    Result<std::size_t, Failure> Read(char*, std::size_t) override {
      ADD_FAILURE() << "the body of " << path_ << " was read";
      return std::size_t(0);
    }
    std::string method_ = "POST", path_, none_;
    http::Pairs no_pairs_, headers_{{"Content-Type", "application/fhir+json"},
                                    {"Host", "127.0.0.1:8080"},
                                    {"Authorization", "Bearer token"}};
  };
  struct Keep final : http::Responder {
    void Send(http::Response response) override { status = response.status; }
    void Stream(int, http::Pairs, std::uint64_t, http::ByteSource&) override {}
    int status = 0;
  };
  access_.rights = RightsTo("Patient/anna", "Communication.rs Binary.r");
  for (const char* path : {"/fhir", "/fhir/Communication", "/fhir/Binary", "/fhir/Consent"}) {
    Unread request(path);
    Keep answer;
    closed_->Handle(request, answer);
    EXPECT_EQ(answer.status, 403) << path;
  }
}

TEST_F(AdmissionTest, WhatCannotBeAuditedIsNeitherShownNorWritten) {
  access_.full = true;
  for (const char* target :
       {"Communication/anna1", "Communication", "Binary/anna", "Communication/anna1/_history"}) {
    const Reply reply = Look(target);
    EXPECT_TRUE(IsOutcome(reply, 503)) << target;
  }
  const std::string task = R"({"resourceType":"Task","id":"t","status":"completed",)"
                           R"("intent":"order","for":{"reference":"Patient/anna"}})";
  EXPECT_TRUE(IsOutcome(Ask("PUT", "Task/t", task), 503));
  EXPECT_EQ(Get("Task/t").status, 404);
}

}  // namespace
}  // namespace chartbridge::chart
