#include <algorithm>
#include <map>
#include <stdexcept>
#include <vector>

#include "base/codec.h"
#include "connectors/chart/outcome.h"
#include "connectors/chart/search_parameters.h"
#include "embedded/chart_shapes.h"
#include "fhir/json/parse.h"

namespace chartbridge::chart {

namespace {

using fhir::json::Value;

// What R4 allows where: the elements of each type, read from tables/*.json, which were derived from
// HL7's StructureDefinitions. An element is written "[!][*]type[@choice][=code|code]": required,
// repeating, its type, the choice (value[x]) that it belongs to, and its required codes.
struct ElementShape {
  bool required = false;
  bool repeats = false;
  std::string type;
  std::string choice;
  std::vector<std::string> codes;
};
using TypeShape = std::map<std::string, ElementShape, std::less<>>;

using Shapes = std::map<std::string, TypeShape, std::less<>>;

ElementShape ReadElement(std::string_view text) {
  ElementShape element;
  if (text.starts_with('!')) element.required = true, text.remove_prefix(1);
  if (text.starts_with('*')) element.repeats = true, text.remove_prefix(1);
  if (const std::size_t codes = text.find('='); codes != std::string_view::npos) {
    element.codes = SplitUnescaped(text.substr(codes + 1), '|');
    text = text.substr(0, codes);
  }
  const std::size_t choice = text.find('@');
  if (choice != std::string_view::npos) element.choice = text.substr(choice + 1);
  element.type = text.substr(0, choice);
  return element;
}

void AddShared(std::string_view type, TypeShape& shape) {
  shape.try_emplace("id", ReadElement("string"));
  shape.try_emplace("extension", ReadElement("*Extension"));
  shape.try_emplace("modifierExtension", ReadElement("*Extension"));
  if (FindType(type) == nullptr) return;
  shape["id"] = ReadElement("id");
  shape.try_emplace("resourceType", ReadElement("!code"));
  shape.try_emplace("meta", ReadElement("Meta"));
  shape.try_emplace("implicitRules", ReadElement("uri"));
  shape.try_emplace("language", ReadElement("code"));
  if (type == "Binary") return;
  shape.try_emplace("text", ReadElement("Narrative"));
  shape.try_emplace("contained", ReadElement("*Resource"));
}

Shapes ReadAll() {
  Shapes shapes;
  for (const auto& file : embedded::chart_shapes::All()) {
    const auto table = fhir::json::Parse(file.bytes);
    if (!table)
      throw std::logic_error("the chart's table " + std::string(file.path) + " is not JSON");
    for (const auto& [type, elements] : *table->object()) {
      if (!elements.is_object()) continue;  // "_source"
      TypeShape& shape = shapes[type];
      for (const auto& [name, text] : *elements.object())
        shape.emplace(name, ReadElement(text.text()));
      AddShared(type, shape);
    }
  }
  return shapes;
}

// Of "Communication", "Communication.payload", "Identifier", ...; nullptr for a primitive or a type
// that is not known.
const TypeShape* FindShape(std::string_view type) {
  static const Shapes shapes = ReadAll();
  const auto found = shapes.find(type);
  return found == shapes.end() ? nullptr : &found->second;
}

constexpr std::size_t kMostIssues = 50;

constexpr std::size_t kLongestString = 1U << 20U;  // R4: strings SHALL NOT exceed 1 MB

// For the form of a date alone.
const bridge::consent::ClinicTime& Utc() {
  static const auto utc = *bridge::consent::ClinicTime::In("UTC");
  return utc;
}

bool IsBlank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

bool HasSpace(std::string_view text) {
  return text.find_first_of(" \t\r\n") != std::string_view::npos;
}

bool HasControl(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\r' && c != '\n';
  });
}

bool IsCode(std::string_view text) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ') return false;
  return text.find_first_of("\t\r\n") == std::string_view::npos &&
         text.find("  ") == std::string_view::npos;
}

// "instant" wants a time with seconds and zone; "dateTime" may stop at year, month or day, and has
// a zone once it has a time; "date" has no time.
bool IsDate(std::string_view type, std::string_view text) {
  if (!ReadDateRange(text, Utc())) return false;
  const bool timed = text.find('T') != std::string_view::npos;
  if (type == "date") return !timed;
  if (!timed) return type == "dateTime";
  const std::string_view time = text.substr(text.find('T') + 1);
  const bool zoned = time.ends_with('Z') || time.find_first_of("+-") != std::string_view::npos;
  return zoned && std::count(time.begin(), time.end(), ':') >= (time.ends_with('Z') ? 2 : 3);
}

bool IsTime(std::string_view text) {
  return text.size() >= 8 && ReadDateRange("2000-01-01T" + std::string(text), Utc()).has_value() &&
         text.find_first_of("Z+-") == std::string_view::npos;
}

std::string_view FaultOfText(std::string_view type, std::string_view text) {
  if (type == "base64Binary") return FromBase64(text) ? "" : "is not base64";
  if (IsBlank(text)) return "is blank";
  if (type == "xhtml") return "";
  if (text.size() > kLongestString) return "is longer than 1 MB";
  if (HasControl(text)) return "has a control character";
  if (type == "code") return IsCode(text) ? "" : "is no code";
  if (type == "id") return IsResourceId(text) ? "" : "is no id";
  if (type == "date" || type == "dateTime" || type == "instant") {
    return IsDate(type, text) ? "" : "is no date of this precision";
  }
  if (type == "time") return IsTime(text) ? "" : "is no time";
  if (type == "uri" || type == "url" || type == "canonical" || type == "oid" || type == "uuid") {
    return HasSpace(text) ? "has white space" : "";
  }
  return "";
}

// Why `value` is no `type` (R4 2.24.0.1), in words without the value; "" when it is one.
std::string_view FaultOfPrimitive(std::string_view type, const Value& value) {
  if (type == "boolean") return value.is_bool() ? "" : "must be true or false";
  if (type == "decimal") return value.is_number() ? "" : "must be a number";
  if (type == "integer" || type == "positiveInt" || type == "unsignedInt") {
    const auto number = value.integer();
    if (!number || *number > 2147483647 || *number < -2147483648LL)
      return "must be a 32-bit integer";
    if (type == "integer") return "";
    return *number >= (type == "positiveInt" ? 1 : 0) ? "" : "is too small";
  }
  if (!value.is_string()) return "must be a string";
  return FaultOfText(type, value.text());
}

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

bool IsResourceId(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.';
  });
}

std::vector<Issue> Validate(std::string_view type, const Value& resource,
                            std::string_view expression) {
  Validation validation;
  validation.CheckResource(type, resource, std::string(expression));
  return validation.Take();
}

}  // namespace chartbridge::chart
