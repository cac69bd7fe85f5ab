#include "bridge/app/settings_toml.h"

// toml++ 3.3 asserts what a file may get wrong (a "[" with nothing behind it) right before it
// checks the same; without its assertions that is a fault with line and column.
#define TOML_ASSERT(expression) static_assert(true)
#include <toml++/toml.h>

#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <system_error>

namespace chartbridge {
namespace {

using fhir::json::Value;

void AddFault(SettingsTree& tree, std::string key, std::string text) {
  tree.faults.push_back({Severity::kError, "structure", std::move(key), std::move(text)});
}

Value ToValue(const toml::node& node, const std::string& path, SettingsTree& tree) {
  if (const auto* table = node.as_table()) {
    Value object{fhir::json::Object{}};
    for (const auto& [key, child] : *table) {
      const std::string name(key.str());
      object.Set(name, ToValue(child, path.empty() ? name : path + "." + name, tree));
    }
    return object;
  }
  if (const auto* list = node.as_array()) {
    Value array{fhir::json::Array{}};
    for (const auto& child : *list) {
      const std::string inner = path + "[" + std::to_string(array.items().size()) + "]";
      array.Push(ToValue(child, inner, tree));
    }
    return array;
  }
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return number->get();
  if (const auto* flag = node.as_boolean()) return flag->get();
  AddFault(tree, path, path + " must be written in quotes, as a whole number, or as true or false");
  return {};
}

}  // namespace

void ReadTomlFile(const std::filesystem::path& file, SettingsTree& tree) {
  std::error_code error;
  std::ifstream stream;
  // Opening a folder succeeds, and reading it throws.
  if (std::filesystem::is_regular_file(file, error)) stream.open(file, std::ios::binary);
  if (!stream.is_open()) {
    AddFault(tree, "", "the settings file " + file.string() + " cannot be read");
    return;
  }
  const std::string text((std::istreambuf_iterator<char>(stream)), {});
  try {
    tree.root = ToValue(toml::parse(text), "", tree);
  } catch (const toml::parse_error& error) {
    std::ostringstream where;
    where << "the settings file " << file.string() << " is not TOML: line "
          << error.source().begin.line << ", column " << error.source().begin.column;
    AddFault(tree, "", where.str());
  }
}

}  // namespace chartbridge
