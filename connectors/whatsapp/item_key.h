// Item keys (design.md section 7): what makes the same item the same, however often it comes.
#pragma once

#include <string>
#include <string_view>

#include "fhir/json/value.h"

namespace chartbridge::whatsapp {

// Of a receipt: the canonical JSON array [id, status, participant], so that no two triples share
// one key whatever characters they are made of.
std::string ReceiptKey(std::string_view id, std::string_view status, std::string_view participant);

// Of anything without an id of its own: the field and the SHA-256 of the item in canonical JSON, or
// of its bytes when it is no JSON. An item with fractions has no canonical form (fhir/json/write.h)
// and is taken as it is written.
std::string DeriveItemKey(const fhir::json::Value& content);

}  // namespace chartbridge::whatsapp
