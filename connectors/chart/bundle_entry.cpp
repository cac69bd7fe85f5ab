#include "connectors/chart/bundle_entry.h"

#include "connectors/chart/interactions.h"
#include "connectors/chart/query_text.h"

namespace chartbridge::chart {

namespace {

using fhir::json::Value;
using Method = BundleEntry::Method;
using Place = Address::Place;

Result<Method, Refusal> ReadMethod(const std::string& word, const std::string& expression) {
  if (word == "POST") return Method::kPost;
  if (word == "PUT") return Method::kPut;
  if (word == "GET") return Method::kGet;
  if (word == "DELETE" || word == "PATCH" || word == "HEAD") {
    return Refuse(405, "not-supported", "This method is not offered in a Bundle.",
                  expression + ".request.method");
  }
  return Refuse(400, "value", "The method is none that FHIR knows.",
                expression + ".request.method");
}

// The path with percent-encodings undone, like that of a request.
std::string DecodePath(std::string_view path) {
  const auto pairs = ReadPairs("p=" + std::string(path));
  return pairs.empty() ? std::string() : pairs.front().second;
}

Result<void, Refusal> ReadUrl(const Value& request, std::string_view base, BundleEntry& entry) {
  std::string_view url = request["url"].text();
  const std::string at = entry.expression + ".request.url";
  if (url.empty()) return Refuse(400, "required", "The element is required.", at);
  if (!base.empty() && url.starts_with(base)) url.remove_prefix(base.size());
  const std::size_t mark = url.find('?');
  if (mark != std::string_view::npos) entry.query = url.substr(mark + 1);
  auto address = ReadAddress(DecodePath(url.substr(0, mark)));
  if (!address) {
    Refusal refusal = address.error();
    for (Issue& issue : refusal.issues) issue.expression = at;
    return Unexpected(std::move(refusal));
  }
  entry.address = std::move(*address);
  return {};
}

bool Fits(const BundleEntry& entry) {
  const Place place = entry.address.place;
  switch (entry.method) {
    case Method::kPost:
      return place == Place::kType && entry.query.empty();
    case Method::kPut:
      return place == Place::kInstance ? entry.query.empty()
                                       : place == Place::kType && !entry.query.empty();
    case Method::kGet:
      return place == Place::kType || place == Place::kInstance || place == Place::kVersion;
  }
  return false;
}

std::optional<std::string> Optional(const Value& request, std::string_view name) {
  const Value* value = request.Find(name);
  return value == nullptr ? std::nullopt : std::optional(value->text());
}

}  // namespace

Result<BundleEntry, Refusal> ReadBundleEntry(const Value& json, std::size_t index,
                                             std::string_view base) {
  BundleEntry entry;
  entry.expression = "Bundle.entry[" + std::to_string(index) + "]";
  const Value& request = json["request"];
  if (!request.is_object())
    return Refuse(400, "required", "The element is required.", entry.expression + ".request");
  auto method = ReadMethod(request["method"].text(), entry.expression);
  if (!method) return Unexpected(method.error());
  entry.method = *method;
  entry.full_url = json["fullUrl"].text();
  entry.if_none_exist = Optional(request, "ifNoneExist");
  entry.if_match = Optional(request, "ifMatch");
  if (auto read = ReadUrl(request, base, entry); !read) return Unexpected(read.error());
  if (!Fits(entry)) {
    return Refuse(400, "not-supported", "The method does not go with the address.",
                  entry.expression + ".request");
  }
  if (entry.method == Method::kGet) return entry;
  entry.resource = json["resource"];
  const std::string at = entry.expression + ".resource";
  if (!entry.resource.is_object()) return Refuse(400, "required", "The element is required.", at);
  if (auto valid = RequireValid(*entry.address.type, entry.resource, at); !valid)
    return Unexpected(valid.error());
  if (entry.address.place == Place::kInstance) {
    if (auto same = RequireSameId(entry.resource, entry.address.id, at); !same)
      return Unexpected(same.error());
  }
  return entry;
}

}  // namespace chartbridge::chart
