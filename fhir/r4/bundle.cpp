#include "fhir/r4/bundle.h"

#include "base/id.h"

namespace chartbridge::fhir::r4 {
namespace {

// FHIR R4 search.html, "Escaping Search Parameters".
std::string EscapeSearch(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\\' || c == '|' || c == '$' || c == ',') escaped.push_back('\\');
    escaped.push_back(c);
  }
  return escaped;
}

std::string PercentEncode(std::string_view text) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                            (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
    if (unreserved) {
      encoded.push_back(c);
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded.push_back('%');
      encoded.push_back(kDigits[byte >> 4]);
      encoded.push_back(kDigits[byte & 15]);
    }
  }
  return encoded;
}

json::Value Entry(std::string_view identity, json::Value resource, json::Value request) {
  json::Value entry;
  entry.Set("fullUrl", EntryUrl(identity));
  entry.Set("resource", std::move(resource));
  entry.Set("request", std::move(request));
  return entry;
}

}  // namespace

json::Value ToJson(const Binary& binary) {
  json::Value value;
  value.Set("resourceType", "Binary");
  SetIfAny(value, "id", binary.id);
  SetIfAny(value, "meta", ToMeta(binary.security, {}));
  SetIfAny(value, "contentType", binary.content_type);
  SetIfAny(value, "securityContext", ToJson(binary.security_context));
  SetIfAny(value, "data", binary.data_base64);
  return value;
}

std::string IdentifierQuery(const Identifier& identifier) {
  return "identifier=" +
         PercentEncode(EscapeSearch(identifier.system) + "|" + EscapeSearch(identifier.value));
}

std::string EntryUrl(std::string_view identity) {
  return "urn:uuid:" + UuidV5(identity, "Bundle.entry.fullUrl");
}

json::Value ConditionalCreate(json::Value resource, std::string_view identity,
                              const Identifier& identifier) {
  json::Value request;
  request.Set("method", "POST");
  request.Set("url", resource["resourceType"].text());
  request.Set("ifNoneExist", IdentifierQuery(identifier));
  return Entry(identity, std::move(resource), std::move(request));
}

json::Value Put(json::Value resource) {
  const std::string id = resource["id"].text();
  json::Value request;
  request.Set("method", "PUT");
  request.Set("url", resource["resourceType"].text() + "/" + id);
  return Entry(id, std::move(resource), std::move(request));
}

json::Value Transaction(std::vector<json::Value> entries) {
  json::Value bundle;
  bundle.Set("resourceType", "Bundle");
  bundle.Set("type", "transaction");
  bundle.Set("entry", std::move(entries));
  return bundle;
}

}  // namespace chartbridge::fhir::r4
