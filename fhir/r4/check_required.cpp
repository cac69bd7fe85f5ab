#include "fhir/r4/check_required.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "fhir/r4/references.h"

namespace chartbridge::fhir::r4 {
namespace {

using Codes = std::initializer_list<std::string_view>;

Result<void, Issue> Missing(const std::string& path) {
  return Fault("required", path, "is missing");
}

Result<void, Issue> OneOf(const json::Value& value, Codes codes, const std::string& path) {
  if (value.is_null()) return Missing(path);
  if (std::find(codes.begin(), codes.end(), value.text()) == codes.end()) {
    return Fault("code-invalid", path, "is not a code of its required value set");
  }
  return {};
}

// FHIR R4 communication.html: a payload has exactly one content.
Result<void, Issue> CheckCommunication(const json::Value& resource, const std::string& path) {
  if (auto ok = OneOf(resource["status"],
                      {"preparation", "in-progress", "not-done", "on-hold", "stopped", "completed",
                       "entered-in-error", "unknown"},
                      path + ".status");
      !ok) {
    return ok;
  }
  const json::Array& payload = resource["payload"].items();
  for (std::size_t i = 0; i < payload.size(); ++i) {
    int contents = 0;
    for (const char* name : {"contentString", "contentAttachment", "contentReference"}) {
      contents += payload[i].Find(name) != nullptr ? 1 : 0;
    }
    if (contents != 1) {
      return Fault("structure", path + ".payload[" + std::to_string(i) + "]",
                   "does not have exactly one content");
    }
  }
  return {};
}

Result<void, Issue> CheckDocumentReference(const json::Value& resource, const std::string& path) {
  if (auto ok = OneOf(resource["status"], {"current", "superseded", "entered-in-error"},
                      path + ".status");
      !ok) {
    return ok;
  }
  if (const json::Value* status = resource.Find("docStatus")) {
    if (auto ok = OneOf(*status, {"preliminary", "final", "amended", "entered-in-error"},
                        path + ".docStatus");
        !ok) {
      return ok;
    }
  }
  if (const json::Value* date = resource.Find("date"); date && !IsInstant(date->text())) {
    return Fault("value", path + ".date", "is not an instant");
  }
  const json::Array& content = resource["content"].items();
  if (content.empty()) return Missing(path + ".content");
  for (std::size_t i = 0; i < content.size(); ++i) {
    const std::string inner = path + ".content[" + std::to_string(i) + "].attachment";
    const json::Value& attachment = content[i]["attachment"];
    if (!attachment.is_object()) return Missing(inner);
    if (attachment["contentType"].text().empty()) return Missing(inner + ".contentType");
    if (attachment.Find("url") == nullptr && attachment.Find("data") == nullptr) {
      return Fault("required", inner, "has neither url nor data");
    }
  }
  return {};
}

Result<void, Issue> CheckProvenance(const json::Value& resource, const std::string& path) {
  if (resource["target"].items().empty()) return Missing(path + ".target");
  if (resource["recorded"].text().empty()) return Missing(path + ".recorded");
  const json::Array& agents = resource["agent"].items();
  if (agents.empty()) return Missing(path + ".agent");
  for (std::size_t i = 0; i < agents.size(); ++i) {
    if (!agents[i]["who"].is_object()) {
      return Missing(path + ".agent[" + std::to_string(i) + "].who");
    }
  }
  const json::Array& entities = resource["entity"].items();
  for (std::size_t i = 0; i < entities.size(); ++i) {
    const std::string inner = path + ".entity[" + std::to_string(i) + "]";
    if (auto ok =
            OneOf(entities[i]["role"], {"derivation", "revision", "quotation", "source", "removal"},
                  inner + ".role");
        !ok) {
      return ok;
    }
    if (!entities[i]["what"].is_object()) return Missing(inner + ".what");
  }
  return {};
}

}  // namespace

Result<void, Issue> CheckRequired(const json::Value& resource, const std::string& path) {
  const std::string& type = resource["resourceType"].text();
  if (type.empty()) return Missing(path + ".resourceType");
  if (type == "Communication") return CheckCommunication(resource, path);
  if (type == "DocumentReference") return CheckDocumentReference(resource, path);
  if (type == "Provenance") return CheckProvenance(resource, path);
  if (type == "Binary" && resource["contentType"].text().empty()) {
    return Missing(path + ".contentType");
  }
  return {};
}

}  // namespace chartbridge::fhir::r4
