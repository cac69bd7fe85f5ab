#include "connectors/chart/validate.h"

#include <algorithm>
#include <map>

#include "connectors/chart/primitives.h"
#include "connectors/chart/search_parameters.h"
#include "connectors/chart/shapes.h"

namespace chartbridge::chart {

namespace {

using fhir::json::Value;

constexpr std::size_t kMostIssues = 50;

class Validation {
 public:
  std::vector<Issue> Take() { return std::move(issues_); }

  void CheckResource(std::string_view type, const Value& resource, const std::string& at) {
    if (!resource.is_object()) return Fault("structure", at, "must be an object");
    if (resource["resourceType"].text() != type) {
      return Fault("structure", at + ".resourceType", "is not the type asked for");
    }
    CheckObject(type, resource, at);
  }

 private:
  void Fault(std::string code, const std::string& at, std::string_view what) {
    if (issues_.size() >= kMostIssues) return;
    issues_.push_back(
        {Severity::kError, std::move(code), at, "The element " + std::string(what) + "."});
  }

  void CheckObject(std::string_view type, const Value& value, const std::string& at) {
    if (!value.is_object()) return Fault("structure", at, "must be an object");
    if (value.object()->empty()) return Fault("structure", at, "is an empty object");
    const TypeShape* shape = FindShape(type);
    if (shape == nullptr) return Fault("structure", at, "is of a type that is not known here");
    std::map<std::string, int, std::less<>> choices;
    for (const auto& [name, member] : *value.object())
      CheckMember(*shape, name, member, at, choices);
    for (const auto& [name, element] : *shape) CheckRequired(name, element, value, at, choices);
    if (type == "Attachment" && value.Find("data") != nullptr &&
        value.Find("contentType") == nullptr) {
      Fault("invariant", at, "has data but no contentType (att-1)");
    }
  }

  void CheckMember(const TypeShape& shape, const std::string& name, const Value& member,
                   const std::string& at, std::map<std::string, int, std::less<>>& choices) {
    // "_status" carries the id and the extensions of the primitive "status" (R4 2.6.2.3).
    const bool beside = name.starts_with('_');
    const auto found =
        shape.find(beside ? std::string_view(name).substr(1) : std::string_view(name));
    // The name is the client's own text, so it is not repeated.
    if (found == shape.end()) return Fault("structure", at, "has a member that R4 does not know");
    const ElementShape& element = found->second;
    const std::string path = at + "." + found->first;
    if (beside) return CheckBeside(element, member, path);
    if (!element.choice.empty() && ++choices[element.choice] == 2) {
      Fault("structure", at + "." + element.choice, "is given in two types");
    }
    if (!element.repeats) return CheckValue(element, member, path);
    if (!member.is_array()) return Fault("structure", path, "must be a list");
    if (member.items().empty()) return Fault("structure", path, "is an empty list");
    for (std::size_t i = 0; i < member.items().size(); ++i) {
      // null holds the place of a primitive that only has extensions.
      if (member.at(i).is_null() && FindShape(element.type) == nullptr) continue;
      CheckValue(element, member.at(i), path + "[" + std::to_string(i) + "]");
    }
  }

  void CheckBeside(const ElementShape& element, const Value& member, const std::string& path) {
    if (FindShape(element.type) != nullptr) return Fault("structure", path, "is no primitive");
    if (element.repeats != member.is_array())
      return Fault("structure", path, "has misplaced extensions");
    if (!element.repeats) return CheckObject("Element", member, path);
    for (const Value& item : member.items()) {
      if (!item.is_null()) CheckObject("Element", item, path);
    }
  }

  void CheckValue(const ElementShape& element, const Value& value, const std::string& path) {
    if (element.type == "Resource") return CheckContained(value, path);
    if (FindShape(element.type) != nullptr) return CheckObject(element.type, value, path);
    const std::string_view fault = FaultOfPrimitive(element.type, value);
    if (!fault.empty()) return Fault("value", path, fault);
    if (!element.codes.empty() && std::find(element.codes.begin(), element.codes.end(),
                                            value.text()) == element.codes.end()) {
      Fault("code-invalid", path, "is none of the codes that R4 requires here");
    }
  }

  void CheckContained(const Value& value, const std::string& path) {
    const std::string& type = value["resourceType"].text();
    if (type.empty()) return Fault("structure", path, "has no resourceType");
    if (FindType(type) != nullptr) CheckObject(type, value, path);
  }

  void CheckRequired(const std::string& name, const ElementShape& element, const Value& value,
                     const std::string& at, std::map<std::string, int, std::less<>>& choices) {
    if (!element.required) return;
    if (!element.choice.empty()) {
      if (choices[element.choice] != 0) return;
      choices[element.choice] = 1;
      return Fault("required", at + "." + element.choice, "is required");
    }
    if (value.Find(name) == nullptr && value.Find("_" + name) == nullptr) {
      Fault("required", at + "." + name, "is required");
    }
  }

  std::vector<Issue> issues_;
};

}  // namespace

std::vector<Issue> Validate(std::string_view type, const Value& resource,
                            std::string_view expression) {
  Validation validation;
  validation.CheckResource(type, resource, std::string(expression));
  return validation.Take();
}

}  // namespace chartbridge::chart
