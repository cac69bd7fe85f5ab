#include "connectors/whatsapp/item_key.h"

#include "connectors/crypto/crypto.h"
#include "fhir/json/write.h"

namespace chartbridge::whatsapp {

using fhir::json::Value;

std::string ReceiptKey(std::string_view id, std::string_view status, std::string_view participant) {
  return fhir::json::Write(Value(fhir::json::Array{Value(id), Value(status), Value(participant)}));
}

std::string DeriveItemKey(const Value& content) {
  std::string bytes;
  if (const Value* raw = content.Find("raw")) {
    Result<std::string, Issue> decoded = FromBase64(raw->text());
    bytes = decoded ? std::move(*decoded) : raw->text();
  } else {
    Result<std::string, Issue> canonical = fhir::json::WriteCanonical(content["item"]);
    bytes = canonical ? std::move(*canonical) : fhir::json::Write(content["item"]);
  }
  return content["field"].text() + ":" + ToHex(crypto::Sha256(bytes));
}

}  // namespace chartbridge::whatsapp
