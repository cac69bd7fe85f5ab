// Binary, and the transaction Bundle that carries resources to a server (FHIR R4 http.html,
// "transaction"). Everything in it can be sent again: creates are conditional on the identifier,
// the rest is PUT under a derived id.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fhir/r4/elements.h"

namespace chartbridge::fhir::r4 {

struct Binary {
  std::string id;
  std::vector<Coding> security;
  std::string content_type;
  Reference security_context;  // whoever may see this may see the bytes
  std::string data_base64;
};

json::Value ToJson(const Binary& binary);

// The value of Bundle.entry.request.ifNoneExist. FHIR-escaped and percent-encoded: left raw, a "+"
// or "," makes servers create the resource twice (reference/fhir.md section 5).
std::string IdentifierQuery(const Identifier& identifier);

// How the entries of one Bundle name the resource with this derived identity: a urn:uuid derived
// once more. Never the identity itself: Medplum rewrites a fullUrl wherever it stands, in
// Identifier.value too, and a resource whose identifier was rewritten is created again and again.
std::string EntryUrl(std::string_view identity);

// POST <type> unless a resource with `identifier` exists. Other entries refer to it by
// EntryUrl(identity).
json::Value ConditionalCreate(json::Value resource, std::string_view identity,
                              const Identifier& identifier);

// PUT <type>/<id>; the resource's id must be a UUID.
json::Value Put(json::Value resource);

json::Value Transaction(std::vector<json::Value> entries);

}  // namespace chartbridge::fhir::r4
