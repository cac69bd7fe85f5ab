#include "little_chart.h"

#include "base/codec.h"
#include "base/id.h"
#include "fhir/json/write.h"

namespace chartbridge::ehr::testing {
namespace {

using fhir::json::Array;
using fhir::json::Object;
using fhir::json::Value;

Reply Json200(const Value& value, int status = 200) { return {status, fhir::json::Write(value)}; }

Reply Outcome(int status) {
  return {
      status,
      R"({"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"processing"}]})"};
}

Value Identifier(const std::string& uuid) {
  return Array{Object{{"system", "urn:chartbridge:id"}, {"value", "urn:uuid:" + uuid}}};
}

Value Conditional(const std::string& type, const std::string& uuid) {
  return Object{{"method", "POST"},
                {"url", type},
                {"ifNoneExist", "identifier=urn%3Achartbridge%3Aid%7Curn%3Auuid%3A" + uuid}};
}

Value Reference(const std::string& to) { return Object{{"reference", to}}; }

Value Entry(const std::string& name, Value resource) {
  const std::string type = resource["resourceType"].text();
  resource.Set("identifier", Identifier(name));
  resource.Set("subject", Reference("Patient/p1"));
  const std::string full_url = "urn:uuid:" + UuidV5("6f1d8a52-3c1e-5b7a-9d44-2f0c7e9b1a60", name);
  return Object{
      {"fullUrl", full_url}, {"resource", resource}, {"request", Conditional(type, name)}};
}

Value PutEntry(Value resource) {
  const std::string url = resource["resourceType"].text() + "/" + resource["id"].text();
  return Object{{"resource", std::move(resource)},
                {"request", Object{{"method", "PUT"}, {"url", url}}}};
}

Value Communication(const std::string& name) {
  return Entry(name, Object{{"resourceType", "Communication"}, {"status", "completed"}});
}

Value Document(const std::string& name, const std::string& binary, std::uint64_t size) {
  const Value attachment = Object{
      {"contentType", "image/jpeg"}, {"url", binary}, {"size", static_cast<std::int64_t>(size)}};
  return Entry(name, Object{{"resourceType", "DocumentReference"},
                            {"status", "current"},
                            {"content", Array{Object{{"attachment", attachment}}}}});
}

Value Provenance(const std::string& id, const std::string& target) {
  return PutEntry(Object{{"resourceType", "Provenance"},
                         {"id", id},
                         {"target", Array{Reference(target)}},
                         {"recorded", "2026-11-22T09:00:00.000Z"},
                         {"agent", Array{Object{{"who", Reference("Patient/p1")}}}}});
}

// FHIR R4 http.html 3.1.0.11.2: a reference that equals a fullUrl becomes the new place.
void NameReferences(Value& value, const std::map<std::string, std::string>& names) {
  if (Array* list = value.array()) {
    for (Value& element : *list) NameReferences(element, names);
  }
  if (value.object() == nullptr) return;
  for (auto& [name, inner] : *value.object()) {
    const auto place = name == "reference" ? names.find(inner.text()) : names.end();
    if (place != names.end()) {
      inner = place->second;
    } else {
      NameReferences(inner, names);
    }
  }
}

}  // namespace

int LittleChart::Count(const std::string& type) const {
  const std::lock_guard lock(mutex_);
  int count = 0;
  for (const auto& [reference, resource] : resources_)
    count += resource["resourceType"].text() == type ? 1 : 0;
  return count;
}

Value LittleChart::At(const std::string& reference) const {
  const std::lock_guard lock(mutex_);
  const auto found = resources_.find(reference);
  return found == resources_.end() ? Value() : found->second;
}

void LittleChart::Put(const std::string& reference, Value resource) {
  const std::lock_guard lock(mutex_);
  Store(reference, std::move(resource));
}

void LittleChart::Store(const std::string& reference, Value resource) {
  const int version = std::atoi(resources_[reference]["meta"]["versionId"].text().c_str()) + 1;
  resource.Set("id", reference.substr(reference.find('/') + 1));
  Value meta = resource["meta"];
  meta.Set("versionId", std::to_string(version));
  resource.Set("meta", std::move(meta));
  resources_[reference] = std::move(resource);
}

std::string LittleChart::FindByIdentity(const Value& resource) const {
  if (resource["identifier"].is_null()) return "";
  for (const auto& [reference, stored] : resources_) {
    if (stored["resourceType"] == resource["resourceType"] &&
        stored["identifier"] == resource["identifier"]) {
      return reference;
    }
  }
  return "";
}

Reply LittleChart::Answer(const Seen& seen) {
  const std::lock_guard lock(mutex_);
  const std::string path = seen.target.substr(std::string("/fhir").size());
  if (seen.method == "POST" && path.empty()) return Transaction(seen);
  if (path.empty()) return Outcome(404);
  const std::size_t question = path.find('?');
  if (seen.method == "GET" && question != std::string::npos) {
    return Search(path.substr(1, question - 1), path.substr(question + 1));
  }
  if (seen.method == "GET") return Read(path.substr(1));
  if (seen.method == "PUT") return Update(path.substr(1), seen);
  return Outcome(405);
}

Reply LittleChart::Transaction(const Seen& seen) {
  struct Place {
    std::string reference;
    bool existed = false;
  };
  const Value bundle = Json(seen.body);
  std::vector<Place> places;
  std::map<std::string, std::string> names;
  for (const Value& entry : bundle["entry"].items()) {
    const Value& resource = entry["resource"];
    Place place{FindByIdentity(resource), false};
    place.existed = !place.reference.empty();
    if (entry["request"]["method"].text() == "PUT")
      place.reference = entry["request"]["url"].text();
    if (place.reference.empty())
      place.reference = resource["resourceType"].text() + "/" + std::to_string(next_++);
    names[entry["fullUrl"].text()] = place.reference;
    if (place.existed && breaks_off) return Outcome(500);
    places.push_back(std::move(place));
  }
  Array answers;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto& [reference, existed] = places[i];
    Value resource = bundle["entry"].at(i)["resource"];
    NameReferences(resource, names);
    if (!existed) Store(reference, std::move(resource));
    Value response = Object{{"status", existed ? existing : "201 Created"}};
    if (!existed || !hide_locations) response.Set("location", reference + "/_history/1");
    answers.push_back(Object{{"response", response}});
  }
  return Json200(
      Object{{"resourceType", "Bundle"}, {"type", "transaction-response"}, {"entry", answers}});
}

Reply LittleChart::Search(const std::string& type, const std::string& query) {
  Array entries;
  for (const auto& [reference, resource] : resources_) {
    if (resource["resourceType"].text() != type) continue;
    const std::string& uuid = resource["identifier"].at(0)["value"].text();
    if (query.find(Escape(uuid)) == std::string::npos) continue;
    entries.push_back(Object{{"resource", resource}});
  }
  return Json200(Object{{"resourceType", "Bundle"},
                        {"type", "searchset"},
                        {"total", std::int64_t(entries.size())},
                        {"entry", entries}});
}

Reply LittleChart::Read(const std::string& reference) {
  const auto found = resources_.find(reference);
  return found == resources_.end() ? Outcome(404) : Json200(found->second);
}

Reply LittleChart::Update(const std::string& reference, const Seen& seen) {
  const std::string version = resources_[reference]["meta"]["versionId"].text();
  if (!seen.header("If-Match").empty() && seen.header("If-Match") != "W/\"" + version + "\"")
    return Outcome(412);
  const bool json = seen.header("Content-Type").find("json") != std::string::npos;
  Store(reference, json ? Json(seen.body) : Value(Object{{"resourceType", "Binary"}}));
  return Json200(resources_[reference]);
}

bridge::Payload OneMessage(const std::string& name, std::uint64_t binary_size, bool ahead) {
  const Value message = Communication(name);
  Array entries{Communication("thread-1"), message};
  bridge::Payload payload;
  payload.type = "application/fhir+json; transaction";
  payload.parts.push_back({"thread", "Communication", "thread-1", "", ""});
  if (binary_size > 0) {
    const std::string binary = "Binary/bin-" + name;
    entries.insert(entries.begin() + 1, Document("doc-" + name, binary, binary_size));
    if (!ahead) {
      entries.insert(entries.begin() + 1, PutEntry(Object{{"resourceType", "Binary"},
                                                          {"id", "bin-" + name},
                                                          {"contentType", "image/jpeg"}}));
    }
    const bridge::FilingPart part{"binary:0", "Binary", "bin-" + name, "", ""};
    payload.parts.insert(ahead ? payload.parts.begin() : payload.parts.end(), part);
    payload.parts.push_back({"media:0", "DocumentReference", "doc-" + name, "", ""});
    payload.files.push_back({"binary:0", binary, "image/jpeg", binary_size, "object-" + name, 7});
  }
  entries.push_back(Provenance("prov-" + name, message["fullUrl"].text()));
  payload.parts.push_back({"message", "Communication", name, "", ""});
  payload.parts.push_back({"provenance", "Provenance", "prov-" + name, "", ""});
  payload.body = fhir::json::Write(
      Object{{"resourceType", "Bundle"}, {"type", "transaction"}, {"entry", entries}});
  return payload;
}

std::vector<std::string> References(const bridge::SendOutcome& outcome) {
  std::vector<std::string> references;
  for (const bridge::FilingPart& part : outcome.confirmed) references.push_back(part.reference);
  return references;
}

bridge::FilingPart Part(const std::vector<bridge::FilingPart>& parts, const std::string& name) {
  for (const bridge::FilingPart& part : parts) {
    if (part.part == name) return part;
  }
  return {};
}

}  // namespace chartbridge::ehr::testing
