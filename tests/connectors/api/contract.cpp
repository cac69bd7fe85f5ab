// Answers against connectors/api/openapi.json.
#include <fstream>
#include <map>
#include <mutex>
#include <sstream>

#include "connectors/api/routes.h"
#include "fhir/json/parse.h"
#include "fhir/json/schema.h"
#include "fhir/json/write.h"
#include "tests/connectors/api/stage.h"

namespace chartbridge::api_test {
namespace {

const Value& Description() {
  static const Value kDescription = [] {
    std::ifstream file(std::string(CHARTBRIDGE_TESTS_DIR) + "/../connectors/api/openapi.json");
    std::stringstream text;
    text << file.rdbuf();
    return Json(text.str());
  }();
  return kDescription;
}

std::string LowerCase(std::string text) {
  for (char& c : text) c = char(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

std::string Breach(const Value& instance, const Value& schema) {
  static std::mutex mutex;
  static std::map<std::string, fhir::json::Schema> compiled;
  const std::string text = fhir::json::Write(schema);
  const std::scoped_lock lock(mutex);
  auto known = compiled.find(text);
  if (known == compiled.end()) {
    // The references of the schema are looked up in the same document.
    Value whole;
    whole.Set("components", Description()["components"]);
    whole.Set("allOf", fhir::json::Array{schema});
    known = compiled.emplace(text, whole).first;
  }
  const auto breach = known->second.Check(instance);
  return breach ? breach->pointer + " breaks " + breach->keyword : "";
}

}  // namespace

std::string BreachOfContract(const std::string& method, const std::string& path, const Told& told) {
  if (told.status >= 400) {
    if (told.Header("Content-Type") != "application/problem+json") return "no problem+json";
    const Value problem = Value(fhir::json::Object{{"$ref", "#/components/schemas/Problem"}});
    return Breach(told.json, problem);
  }
  const auto found = api::FindEndpoint(method, path);
  if (!found || found->endpoint == nullptr) return "no such endpoint";
  const Value& operation =
      Description()["paths"][std::string(found->endpoint->path)][LowerCase(method)];
  const Value* response = operation["responses"].Find(std::to_string(told.status));
  if (response == nullptr) return "status " + std::to_string(told.status) + " is not described";
  if (told.status == 204) return told.text.empty() ? "" : "a body with 204";
  const Value* content = response->Find("content");
  if (content == nullptr) return "no content is described";
  const Value* schema = (*content)["application/json"].Find("schema");
  if (told.Header("Content-Type") != "application/json")
    return content->object()->size() > 0 ? "" : "content type is not described";
  return schema == nullptr ? "no schema" : Breach(told.json, *schema);
}

}  // namespace chartbridge::api_test
