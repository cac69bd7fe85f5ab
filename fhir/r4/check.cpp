#include "fhir/r4/check.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/id.h"
#include "fhir/json/utf8.h"
#include "fhir/r4/check_required.h"
#include "fhir/r4/references.h"
#include "fhir/r4/text.h"

namespace chartbridge::fhir::r4 {
namespace {

constexpr std::array<std::string_view, 3> kInstants{"recorded", "lastUpdated", "issued"};
constexpr std::array<std::string_view, 8> kDateTimes{
    "sent", "received", "occurredDateTime", "creation", "start", "end", "authoredOn", "dateTime"};

template <std::size_t N>
bool Contains(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string Inside(const std::string& path, std::string_view name) {
  return path + "." + std::string(name);
}

Result<void, Issue> CheckString(const std::string& text, std::string_view name,
                                const std::string& path) {
  if (!json::IsValidUtf8(text)) return Fault("value", path, "is not valid UTF-8");
  if (std::any_of(text.begin(), text.end(), IsForbiddenControl)) {
    return Fault("value", path, "has a control character that FHIR forbids");
  }
  if (name == "data") return {};  // base64Binary: as long as it has to be
  if (text.size() > kMaxStringBytes) return Fault("too-long", path, "is longer than 1 MB");
  if (IsBlank(text)) return Fault("value", path, "is blank");
  if (name == "reference" && !IsReference(text)) {
    return Fault("value", path, "is not a FHIR reference");
  }
  if (Contains(kInstants, name) && !IsInstant(text)) {
    return Fault("value", path, "is not an instant");
  }
  if (Contains(kDateTimes, name) && !IsDateTime(text)) {
    return Fault("value", path, "is not a dateTime");
  }
  if (name == "value" && text.starts_with("urn:uuid:") && !IsUuid(text.substr(9))) {
    return Fault("value", path, "is not a lower-case UUID");
  }
  return {};
}

// Strings, nulls and empty values, all the way down.
Result<void, Issue> CheckValue(const json::Value& value, std::string_view name,
                               const std::string& path) {
  switch (value.kind()) {
    case json::Kind::kNull:
      return Fault("structure", path, "is null");
    case json::Kind::kBool:
    case json::Kind::kNumber:
      return {};
    case json::Kind::kString:
      return CheckString(value.text(), name, path);
    case json::Kind::kArray: {
      if (value.array()->empty()) return Fault("structure", path, "is an empty array");
      for (std::size_t i = 0; i < value.array()->size(); ++i) {
        const std::string inner = path + "[" + std::to_string(i) + "]";
        if (auto ok = CheckValue(value.at(i), name, inner); !ok) return ok;
      }
      return {};
    }
    case json::Kind::kObject:
      break;
  }
  if (value.object()->empty()) return Fault("structure", path, "is an empty object");
  for (const auto& [member, inner] : *value.object()) {
    if (auto ok = CheckValue(inner, member, Inside(path, member)); !ok) return ok;
  }
  return {};
}

Result<void, Issue> CheckResource(const json::Value& resource, const std::string& path) {
  const json::Value* id = resource.Find("id");
  if (id != nullptr && !IsId(id->text())) return Fault("value", path + ".id", "is not a FHIR id");
  if (auto ok = CheckRequired(resource, path); !ok) return ok;
  return CheckValue(resource, "", path);
}

Result<void, Issue> CheckRequest(const json::Value& entry, const std::string& path) {
  const json::Value& request = entry["request"];
  const std::string& type = entry["resource"]["resourceType"].text();
  const std::string& method = request["method"].text();
  const std::string& url = request["url"].text();
  if (method == "POST") {
    if (url != type) return Fault("value", path + ".request.url", "is not the resource's type");
    const std::string& query = request["ifNoneExist"].text();
    if (query.find_first_of("+, |\\") != std::string::npos) {
      return Fault("value", path + ".request.ifNoneExist", "is not percent-encoded");
    }
    return {};
  }
  if (method != "PUT")
    return Fault("not-supported", path + ".request.method", "is not POST or PUT");
  if (url != type + "/" + entry["resource"]["id"].text()) {
    return Fault("value", path + ".request.url", "is not the resource's type and id");
  }
  return {};
}

void CollectLocalReferences(const json::Value& value, std::set<std::string>& found) {
  for (const json::Value& element : value.items()) CollectLocalReferences(element, found);
  if (value.object() == nullptr) return;
  for (const auto& [name, inner] : *value.object()) {
    if (name == "reference" && inner.text().starts_with("urn:uuid:")) found.insert(inner.text());
    CollectLocalReferences(inner, found);
  }
}

Result<void, Issue> CheckBundle(const json::Value& bundle) {
  if (bundle["type"].text() != "transaction") {
    return Fault("not-supported", "Bundle.type", "is not transaction");
  }
  std::set<std::string> identities;
  std::set<std::string> references;
  for (std::size_t i = 0; i < bundle["entry"].items().size(); ++i) {
    const json::Value& entry = bundle["entry"].at(i);
    const std::string path = "Bundle.entry[" + std::to_string(i) + "]";
    if (auto ok = CheckResource(entry["resource"], path + ".resource"); !ok) return ok;
    if (auto ok = CheckRequest(entry, path); !ok) return ok;
    const std::string& full_url = entry["fullUrl"].text();
    if (!IsReference(full_url)) return Fault("value", path + ".fullUrl", "is not an absolute URL");
    if (!identities.insert(full_url).second) {
      return Fault("duplicate", path + ".fullUrl", "stands in the Bundle twice");
    }
    CollectLocalReferences(entry["resource"], references);
  }
  if (identities.empty()) return Fault("required", "Bundle.entry", "is missing");
  for (const std::string& reference : references) {
    if (!identities.contains(reference)) {
      return Fault("not-found", "Bundle.entry", "a urn:uuid reference has no entry");
    }
  }
  return {};
}

}  // namespace

Result<void, Issue> Check(const json::Value& resource) {
  const std::string& type = resource["resourceType"].text();
  if (type.empty()) return Fault("required", "resourceType", "is missing");
  return type == "Bundle" ? CheckBundle(resource) : CheckResource(resource, type);
}

}  // namespace chartbridge::fhir::r4
