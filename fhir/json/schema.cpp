#include "fhir/json/schema.h"

#include <rapidjson/document.h>
#include <rapidjson/schema.h>
#include <rapidjson/stringbuffer.h>

#include "fhir/json/write.h"

namespace chartbridge::fhir::json {
namespace {

rapidjson::Document ToDocument(const Value& value) {
  const std::string text = Write(value);
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag>(text.data(), text.size());
  return document;
}

}  // namespace

Result<void, Issue> ValidateSchema(const Value& instance, const Value& schema) {
  if (!schema.is_object()) return Fault("structure", "", "the schema is not an object");
  const rapidjson::Document rules = ToDocument(schema);
  const rapidjson::SchemaDocument compiled(rules);
  rapidjson::SchemaValidator validator(compiled);
  if (ToDocument(instance).Accept(validator)) return {};
  rapidjson::StringBuffer place;
  validator.GetInvalidDocumentPointer().StringifyUriFragment(place);
  const char* keyword = validator.GetInvalidSchemaKeyword();
  return Fault("structure", place.GetString(),
               "breaks the schema's rule " + std::string(keyword != nullptr ? keyword : "?"));
}

}  // namespace chartbridge::fhir::json
