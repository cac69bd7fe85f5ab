#include "connectors/whatsapp/read_part.h"

#include "fhir/json/parse.h"

namespace chartbridge::whatsapp {

Result<Value, Issue> ReadPart(std::string_view text) {
  return fhir::json::Parse(text, {.max_depth = 60, .max_values = 100'000});
}

Value ReadPartOrNull(std::string_view text) {
  Result<Value, Issue> part = ReadPart(text);
  return part ? std::move(*part) : Value();
}

}  // namespace chartbridge::whatsapp
