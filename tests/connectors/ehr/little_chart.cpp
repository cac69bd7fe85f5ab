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
  resource.Set("meta", Object{{"versionId", std::to_string(version)}});
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
  Array answers;
  const Value bundle = Json(seen.body);
  for (const Value& entry : bundle["entry"].items()) {
    const Value& resource = entry["resource"];
    const std::string& type = resource["resourceType"].text();
    std::string reference = FindByIdentity(resource);
    const bool existed = !reference.empty();
    if (entry["request"]["method"].text() == "PUT") reference = entry["request"]["url"].text();
    if (reference.empty()) reference = type + "/" + std::to_string(next_++);
    if (!existed) Store(reference, resource);
    Value response = Object{{"status", existed ? "200 OK" : "201 Created"}};
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

bridge::Filing OneMessage(const std::string& name, std::uint64_t binary_size) {
  const Value message = Communication(name);
  Array entries{Communication("thread-1"), message};
  bridge::Filing filing;
  if (binary_size > 0) {
    const std::string binary = "Binary/bin-" + name;
    const Value resource =
        Object{{"resourceType", "Binary"}, {"id", "bin-" + name}, {"contentType", "image/jpeg"}};
    entries.insert(entries.begin() + 1,
                   {Document("doc-" + name, binary, binary_size), PutEntry(resource)});
    filing.enclosures.push_back({binary, "image/jpeg", binary_size, "object-" + name, 7});
  }
  entries.push_back(Provenance("prov-" + name, message["fullUrl"].text()));
  filing.bundle = Object{{"resourceType", "Bundle"}, {"type", "transaction"}, {"entry", entries}};
  return filing;
}

}  // namespace chartbridge::ehr::testing
