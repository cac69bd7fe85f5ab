#include "fhir/json/schema.h"

#include <rapidjson/document.h>
#include <rapidjson/schema.h>
#include <rapidjson/stringbuffer.h>

#include <mutex>
#include <stdexcept>

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

struct Schema::Compiled {
  explicit Compiled(const Value& source) : rules(ToDocument(source)), schema(rules) {}
  const rapidjson::Document rules;
  const rapidjson::SchemaDocument schema;
  // RapidJSON 1.1 keeps the state of a pattern's search inside the compiled pattern.
  std::mutex mutex;
};

Schema::Schema(const Value& schema) {
  if (!schema.is_object()) throw std::logic_error("a schema is an object");
  compiled_ = std::make_unique<Compiled>(schema);
}

Schema::~Schema() = default;
Schema::Schema(Schema&&) noexcept = default;

std::optional<Schema::Breach> Schema::Check(const Value& instance) const {
  const rapidjson::Document document = ToDocument(instance);
  const std::lock_guard lock(compiled_->mutex);
  rapidjson::SchemaValidator validator(compiled_->schema);
  if (document.Accept(validator)) return std::nullopt;
  rapidjson::StringBuffer place;
  validator.GetInvalidDocumentPointer().Stringify(place);
  const char* keyword = validator.GetInvalidSchemaKeyword();
  return Breach{{place.GetString(), place.GetSize()}, keyword != nullptr ? keyword : "?"};
}

Result<void, Issue> ValidateSchema(const Value& instance, const Value& schema) {
  if (!schema.is_object()) return Fault("structure", "", "the schema is not an object");
  const auto breach = Schema(schema).Check(instance);
  if (!breach) return {};
  return Fault("structure", "#" + breach->pointer, "breaks the schema's rule " + breach->keyword);
}

}  // namespace chartbridge::fhir::json
