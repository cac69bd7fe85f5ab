#include "connectors/whatsapp/item_content.h"

#include "base/codec.h"
#include "fhir/json/parse.h"

namespace chartbridge::whatsapp {

using fhir::json::Value;

Value ItemOf(const Value& content) {
  const Value* raw = content.Find("raw");
  if (raw == nullptr) return content["item"];
  const Result<std::string, Issue> bytes = FromBase64(raw->text());
  if (!bytes) return {};
  Result<Value, Issue> item = fhir::json::Parse(*bytes, {.max_depth = 1000,
                                                         .max_values = 100'000,
                                                         .refuse_duplicate_keys = false,
                                                         .repair_lone_surrogates = true});
  return item ? std::move(*item) : Value();
}

}  // namespace chartbridge::whatsapp
