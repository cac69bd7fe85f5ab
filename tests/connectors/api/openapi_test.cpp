// openapi.json is the source: the route table is made of it when the program is built, bodies are
// held against it when they come, and every answer of these tests is checked against it on the way
// (BreachOfContract).
#include "connectors/api/routes.h"
#include "tests/connectors/api/stage.h"

namespace chartbridge::api_test {
namespace {

class OpenApi : public ::testing::Test {
 protected:
  Stage stage;
  const Value description = stage.Get("/openapi.json", "").json;
};

TEST_F(OpenApi, WhatIsServedIsWhatTheTableIsMadeOf) {
  EXPECT_EQ(description["openapi"].text(), "3.1.0");
  std::size_t described = 0;
  for (const auto& [path, operations] : *description["paths"].object())
    described += operations.object()->size();
  EXPECT_EQ(described, api::Endpoints().size());
}

// J8
TEST_F(OpenApi, WhatAMachineNeedsIsThere) {
  for (const auto& [path, operations] : *description["paths"].object()) {
    for (const auto& [method, operation] : *operations.object()) {
      EXPECT_FALSE(operation["operationId"].text().empty()) << method << " " << path;
      EXPECT_TRUE(operation["responses"]["default"].is_object()) << method << " " << path;
    }
  }
  EXPECT_EQ(description["components"]["parameters"]["Background"]["name"].text(), "X-Background");
}

// What changes something for good takes a key, and says so.
TEST_F(OpenApi, StepsTakeAnIdempotencyKey) {
  for (const api::Endpoint& endpoint : api::Endpoints()) {
    const bool step = endpoint.method == "POST" &&
                      endpoint.path.find("{key}") != std::string::npos &&
                      !endpoint.path.ends_with("/content");
    EXPECT_TRUE(endpoint.idempotent || !step) << endpoint.path;
    EXPECT_FALSE(endpoint.idempotent && endpoint.method == "GET") << endpoint.path;
  }
}

struct BadBody {
  const char* name;
  const char* target;
  const char* role;
  const char* body;
  const char* code;
  const char* pointer;
  const char* detail;
};

TEST_F(OpenApi, ABadBodyGetsOneSentenceThatNamesTheMember) {
  const std::string file = "/messages/" + KeyOf("waiting") + "/file";
  const std::string drop = "/messages/" + KeyOf("waiting") + "/drop";
  const BadBody bad[] = {
      {"another type", file.c_str(), "clinician", R"({"patient":7,"attempts":0})", "type",
       "/patient", "The member patient must be of the kind string(..72)."},
      {"no reference", file.c_str(), "clinician", R"({"patient":"ana","attempts":0})", "patient",
       "/patient", "Name the patient as Patient/ and an id."},
      {"a member is missing", file.c_str(), "clinician", R"({"patient":"Patient/ana"})",
       "missing-member", "/attempts", "The body lacks the member attempts."},
      {"an unknown member", file.c_str(), "clinician",
       R"({"patient":"Patient/ana","attempts":0,"note":"x"})", "unknown-member", "/note",
       "The body has a member that is not known here."},
      {"a number below its least", file.c_str(), "clinician",
       R"({"patient":"Patient/ana","attempts":-1})", "type", "/attempts",
       "The member attempts must be of the kind integer(0..1073741824)."},
      {"no object", file.c_str(), "clinician", "[]", "type", "/",
       "The member body must be of the kind object."},
      {"a word that is none of them", drop.c_str(), "compliance",
       R"({"policy":"because","attempts":0})", "policy", "/policy",
       "The policy is dropped-by-staff or rejected-by-staff."},
      {"a list's element", "/accounts", "admin",
       R"({"name":"x","display_name":"X","roles":["boss"],"language":"en"})", "roles", "/roles",
       "Choose at least one of the roles."},
      {"an empty list", "/accounts", "admin",
       R"({"name":"x","display_name":"X","roles":[],"language":"en"})", "roles", "/roles",
       "Choose at least one of the roles."},
      {"too many days", "/tokens", "admin", R"({"name":"x","role":"auditor","days":91})", "days",
       "/days", "A token lives 1 to 90 days."},
      {"two questions at once", "/patients/search", "clinician", R"({"name":"ana","phone":"1"})",
       "search", "", "Search by one of name, identifier or phone."},
  };
  for (const BadBody& one : bad) {
    const Told told = stage.Post(one.target, one.role, Json(one.body));
    EXPECT_EQ(told.status, 422) << one.name << ": " << told.text;
    EXPECT_EQ(told.json["code"].text(), one.code) << one.name;
    EXPECT_EQ(told.json["pointer"].text(), one.pointer) << one.name;
    EXPECT_EQ(told.json["detail"].text(), one.detail) << one.name;
  }
}

TEST_F(OpenApi, ASchemaThatIsBrokenIsNoticed) {
  Told told;
  told.status = 200;
  told.headers = {{"Content-Type", "application/json"}};
  told.json = Json(R"({"counts":{"filed":"three"},"oldest_unfiled":null,"by_reason":[]})");
  EXPECT_NE(BreachOfContract("GET", "/messages/counts", told), "");
  told.json = Json(R"({"counts":{"filed":3},"oldest_unfiled":null,"by_reason":[]})");
  EXPECT_EQ(BreachOfContract("GET", "/messages/counts", told), "");
}

}  // namespace
}  // namespace chartbridge::api_test
