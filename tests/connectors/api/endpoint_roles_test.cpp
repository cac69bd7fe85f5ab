// Every endpoint × role answers as endpoint_roles.json says; an endpoint without a row fails
// (reference/audit-and-roles.md section 5).
#include <fstream>
#include <sstream>

#include "connectors/api/routes.h"
#include "tests/connectors/api/stage.h"

namespace chartbridge::api_test {
namespace {

const std::vector<std::string> kCallers{"anonymous",  "admin",      "integrator", "clinician",
                                        "front-desk", "compliance", "auditor"};

Value Table() {
  std::ifstream file(std::string(CHARTBRIDGE_TESTS_DIR) + "/connectors/api/endpoint_roles.json");
  std::stringstream text;
  text << file.rdbuf();
  return Json(text.str());
}

std::string Filled(std::string path, Stage& stage) {
  for (const char* name : {"filed", "waiting", "quarantined", "dropped", "dead", "fresh", "photo",
                           "group", "unsupported", "held-file", "dead-file"}) {
    const std::string mark = "<" + std::string(name) + ">";
    if (const auto at = path.find(mark); at != std::string::npos)
      path.replace(at, mark.size(), KeyOf(name));
  }
  if (const auto at = path.find("<conversation>"); at != std::string::npos)
    path.replace(at, 14, stage.ConversationOf("filed"));
  if (const auto at = path.find("<account>"); at != std::string::npos)
    path.replace(at, 9, stage.AccountId("auditor"));
  return path;
}

TEST(EndpointRoles, EveryEndpointHasARow) {
  const Value table = Table();
  std::set<std::string> rows;
  for (const auto& [endpoint, row] : *table["endpoints"].object()) rows.insert(endpoint);
  for (const api::Endpoint& endpoint : api::Endpoints()) {
    const std::string name = std::string(endpoint.method) + " " + std::string(endpoint.path);
    EXPECT_EQ(rows.erase(name), 1U) << name << " has no row in endpoint_roles.json";
  }
  EXPECT_TRUE(rows.empty()) << *rows.begin() << " is no endpoint";
}

TEST(EndpointRoles, EveryRowIsTrue) {
  Stage stage;
  const Value table = Table();
  for (const auto& [endpoint, row] : *table["endpoints"].object()) {
    const std::string method = endpoint.substr(0, endpoint.find(' '));
    const std::string path =
        row.Find("path") != nullptr ? row["path"].text() : endpoint.substr(method.size() + 1);
    for (const std::string& caller : kCallers) {
      stage.clock.now += std::chrono::minutes(20);  // else the guessing limits count them together
      stage.Reset();
      const std::string role = caller == "anonymous" ? "" : caller;
      const std::string target = Filled(path, stage);
      // Files come after the words.
      if (method == "GET" && target.find("/media/") != std::string::npos)
        (void)stage.Post(target.substr(0, target.find("/media/")) + "/content", role,
                         Json(R"({"reason":"the table of roles"})"));
      const Told told = stage.Call(method, target, {.role = role}, row["body"]);
      EXPECT_EQ(told.status, row[caller].integer().value_or(0))
          << endpoint << " as " << caller << ": " << told.text;
    }
  }
}

TEST(EndpointRoles, WhatIsForbiddenToARoleIsForbiddenToItsTokens) {
  Stage stage;
  const Value table = Table();
  for (const char* role : {"integrator", "clinician", "auditor"}) {
    const std::string token = stage.MakeToken(role);
    for (const api::Endpoint& endpoint : api::Endpoints()) {
      const std::string name = std::string(endpoint.method) + " " + std::string(endpoint.path);
      const Value& row = table["endpoints"][name];
      const std::string path =
          row.Find("path") != nullptr ? row["path"].text() : std::string(endpoint.path);
      stage.Reset();
      const Told told = stage.Call(std::string(endpoint.method), Filled(path, stage),
                                   {.bearer = token}, row["body"]);
      if (endpoint.door == api::Door::kSignedIn || endpoint.step_up) {
        EXPECT_EQ(told.status, 403) << name << " with a token";
      } else if (row[role].integer() == 403) {
        EXPECT_EQ(told.status, 403) << name << " with a token of " << role;
      }
    }
  }
}

}  // namespace
}  // namespace chartbridge::api_test
