#include "connectors/whatsapp/read_member.h"

namespace chartbridge::whatsapp {

std::string Below(std::string_view parent, std::string_view name) {
  std::string path(parent);
  if (!path.empty()) path += '.';
  path += name;
  return path;
}

Result<std::string, Issue> RequiredText(const Value& object, std::string_view name,
                                        const std::string& path) {
  const Value* member = object.Find(name);
  if (member == nullptr || member->is_null()) {
    return Fault("required", Below(path, name), "is missing");
  }
  if (!member->is_string()) return Fault("structure", Below(path, name), "is not a string");
  if (member->text().empty()) return Fault("value", Below(path, name), "is empty");
  return member->text();
}

Result<std::optional<std::string>, Issue> OptionalText(const Value& object, std::string_view name,
                                                       const std::string& path) {
  const Value* member = object.Find(name);
  if (member == nullptr || member->is_null()) return std::optional<std::string>();
  if (!member->is_string()) return Fault("structure", Below(path, name), "is not a string");
  return std::optional<std::string>(member->text());
}

}  // namespace chartbridge::whatsapp
