#include "connectors/whatsapp/read_member.h"

namespace chartbridge::whatsapp {

std::string Below(std::string_view parent, std::string_view name) {
  std::string path(parent);
  if (!path.empty()) path += '.';
  path += name;
  return path;
}

std::string TextOf(const Value& value) {
  if (const fhir::json::Number* number = value.number()) return number->text;
  if (const std::optional<bool> flag = value.boolean()) return *flag ? "true" : "false";
  return value.text();
}

Result<std::string, Issue> RequiredText(const Value& object, std::string_view name,
                                        const std::string& path) {
  Result<std::optional<std::string>, Issue> text = OptionalText(object, name, path);
  if (!text) return Unexpected(text.error());
  if (!*text) return Fault("required", Below(path, name), "is missing");
  if ((*text)->empty()) return Fault("value", Below(path, name), "is empty");
  return std::move(**text);
}

Result<std::optional<std::string>, Issue> OptionalText(const Value& object, std::string_view name,
                                                       const std::string& path) {
  const Value& member = object[name];
  if (member.is_null()) return std::optional<std::string>();
  if (member.is_object() || member.is_array()) {
    return Fault("structure", Below(path, name), "is not a text");
  }
  return std::optional<std::string>(TextOf(member));
}

}  // namespace chartbridge::whatsapp
