// openapi.json says what the route table says, and the reverse.
#include <algorithm>

#include "connectors/api/routes.h"
#include "tests/connectors/api/stage.h"

namespace chartbridge::api_test {
namespace {

using api::Endpoint;
using api::Shape;

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = char(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

class OpenApi : public ::testing::Test {
 protected:
  const Value& Operation(const Endpoint& endpoint) const {
    return description["paths"][std::string(endpoint.path)][LowerCase(endpoint.method)];
  }
  Stage stage;
  const Value description = stage.Get("/openapi.json", "").json;
};

TEST_F(OpenApi, EveryRouteIsDescribed) {
  EXPECT_EQ(description["openapi"].text(), "3.1.0");
  for (const Endpoint& endpoint : api::Endpoints())
    EXPECT_TRUE(Operation(endpoint).is_object()) << endpoint.method << " " << endpoint.path;
}

TEST_F(OpenApi, NothingElseIsDescribed) {
  std::set<std::string> routes;
  for (const Endpoint& endpoint : api::Endpoints())
    routes.insert(LowerCase(endpoint.method) + " " + std::string(endpoint.path));
  std::size_t described = 0;
  for (const auto& [path, operations] : *description["paths"].object()) {
    for (const auto& [method, operation] : *operations.object()) {
      ++described;
      EXPECT_TRUE(routes.count(method + " " + path)) << method << " " << path;
    }
  }
  EXPECT_EQ(described, routes.size()) << "one route stands twice in the table";
}

TEST_F(OpenApi, PermissionsAndDoorsAgree) {
  for (const Endpoint& endpoint : api::Endpoints()) {
    const Value& operation = Operation(endpoint);
    EXPECT_EQ(operation["x-permission"].text(), endpoint.permission) << endpoint.path;
    EXPECT_EQ(operation["x-step-up"].boolean().value_or(false), endpoint.step_up) << endpoint.path;
    const Value* security = operation.Find("security");
    const bool open = security != nullptr && security->items().empty();
    EXPECT_EQ(open, endpoint.door == api::Door::kOpen) << endpoint.path;
    const bool session_only = security != nullptr && security->items().size() == 1;
    EXPECT_EQ(session_only, endpoint.door == api::Door::kSignedIn || endpoint.step_up)
        << endpoint.path;
  }
}

TEST_F(OpenApi, ParametersAgree) {
  for (const Endpoint& endpoint : api::Endpoints()) {
    std::string query;
    for (const Value& parameter : Operation(endpoint)["parameters"].items()) {
      if (parameter["in"].text() == "query")
        query += (query.empty() ? "" : " ") + parameter["name"].text();
    }
    EXPECT_EQ(query, endpoint.query) << endpoint.path;
  }
}

std::string TypeOf(Shape shape) {
  switch (shape) {
    case Shape::kText:
    case Shape::kTextOrNull:
      return "string";
    case Shape::kTexts:
      return "array";
    case Shape::kWhole:
      return "integer";
    case Shape::kBool:
      return "boolean";
  }
  return "";
}

TEST_F(OpenApi, BodiesAgree) {
  for (const Endpoint& endpoint : api::Endpoints()) {
    const Value& schema =
        Operation(endpoint)["requestBody"]["content"]["application/json"]["schema"];
    ASSERT_EQ(schema.is_object(), endpoint.takes_body) << endpoint.path;
    if (!endpoint.takes_body) continue;
    EXPECT_EQ(schema["properties"].object()->size(), endpoint.body.size()) << endpoint.path;
    const auto& required = schema["required"].items();
    for (const api::Member& member : endpoint.body) {
      const Value& property = schema["properties"][member.name];
      const Value& type = property["type"];
      EXPECT_EQ(type.is_array() ? type.at(0).text() : type.text(), TypeOf(member.shape))
          << endpoint.path << " " << member.name;
      EXPECT_EQ(std::find(required.begin(), required.end(), Value(member.name)) != required.end(),
                member.required)
          << endpoint.path << " " << member.name;
      const char* most = member.shape == Shape::kTexts   ? "maxItems"
                         : member.shape == Shape::kWhole ? "maximum"
                                                         : "maxLength";
      if (member.shape == Shape::kBool) continue;
      EXPECT_EQ(property[most].integer(), std::int64_t(member.longest))
          << endpoint.path << " " << member.name;
    }
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
