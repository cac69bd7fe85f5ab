#include "bridge/app/settings_sources.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

#include "bridge/app/settings_toml.h"

namespace chartbridge {
namespace {

using fhir::json::Value;

constexpr std::string_view kPrefix = "CHARTBRIDGE_";
constexpr std::size_t kMostEntries = 1000;

// Variables of the same prefix that are no settings: places and knobs of scripts and tests. What
// begins like a section is a setting, maybe one that was spelled wrong.
bool IsToolVariable(std::string_view name) {
  static constexpr std::array<std::string_view, 12> kSections{
      "SERVER",  "STORE", "VAULT", "KEYS",    "SCANNER", "CLINIC",
      "CHANNEL", "EHR",   "CHART", "CONSENT", "AUDIT",   "SMART"};
  if (name.find("__") == std::string_view::npos &&
      std::none_of(kSections.begin(), kSections.end(),
                   [&](auto section) { return name.starts_with(section); })) {
    return true;
  }
  static constexpr std::array<std::string_view, 3> kWhole{"DATA", "TOOLS_DIR", "IG_DIR"};
  static constexpr std::array<std::string_view, 3> kBegin{"TEST_", "TESTS_", "BENCH_"};
  return std::find(kWhole.begin(), kWhole.end(), name) != kWhole.end() ||
         std::any_of(kBegin.begin(), kBegin.end(),
                     [&](auto begin) { return name.starts_with(begin); });
}

// A part of a key: a name, or the number of an entry. Numbers sort as numbers.
struct Step {
  std::string name;
  std::optional<std::size_t> entry;
  auto operator<=>(const Step&) const = default;
};

struct Assignment {
  std::vector<Step> key;
  std::string value;
  std::string origin;
};

Step ToStep(std::string_view part) {
  std::size_t entry = 0;
  const char* end = part.data() + part.size();
  const auto [stop, error] = std::from_chars(part.data(), end, entry);
  if (error == std::errc() && stop == end && entry < kMostEntries) return {"", entry};
  std::string name(part);
  std::transform(name.begin(), name.end(), name.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return {std::move(name), std::nullopt};
}

std::vector<Step> Split(std::string_view text, std::string_view separator) {
  std::vector<Step> key;
  for (std::size_t at = 0; at != std::string_view::npos;) {
    const std::size_t end = text.find(separator, at);
    key.push_back(ToStep(text.substr(at, end == std::string_view::npos ? end : end - at)));
    at = end == std::string_view::npos ? end : end + separator.size();
  }
  return key;
}

std::string Spell(const std::vector<Step>& key, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    if (key[i].entry) {
      text.append("[").append(std::to_string(*key[i].entry)).append("]");
    } else {
      text.append(text.empty() ? "" : ".").append(key[i].name);
    }
  }
  return text;
}

void AddFault(SettingsTree& tree, std::string key, std::string text) {
  tree.faults.push_back({Severity::kError, "structure", std::move(key), std::move(text)});
}

// The place of `key` in the tree, made when it is not there; nullptr when something else is in its
// way.
Value* Place(Value& root, const std::vector<Step>& key) {
  Value* node = &root;
  for (const Step& step : key) {
    if (step.entry) {
      const std::size_t size = node->items().size();
      if ((!node->is_null() && !node->is_array()) || *step.entry > size) return nullptr;
      if (*step.entry == size) node->Push({});
      node = &(*node->array())[*step.entry];
    } else {
      if (!node->is_null() && !node->is_object()) return nullptr;
      Value* found = node->Find(step.name);
      node = found != nullptr ? found : &node->Set(step.name, {});
    }
  }
  return node;
}

void Assign(const Assignment& assignment, SettingsTree& tree) {
  const std::string key = Spell(assignment.key, assignment.key.size());
  Value* place = Place(tree.root, assignment.key);
  if (place == nullptr || place->is_object() ||
      (place->is_array() && !place->items().empty() && place->at(0).is_object())) {
    AddFault(tree, key,
             assignment.origin + " does not fit: " + key +
                 " is a section or a list, or the entry before it is missing");
    return;
  }
  *place = assignment.value;
  tree.origins[key] = assignment.origin;
}

void AssignAll(std::vector<Assignment> assignments, SettingsTree& tree) {
  std::sort(assignments.begin(), assignments.end(),
            [](const Assignment& a, const Assignment& b) { return a.key < b.key; });
  for (const Assignment& assignment : assignments) Assign(assignment, tree);
}

}  // namespace

SettingsTree ReadSources(const std::optional<std::filesystem::path>& file,
                         const Environment& environment, const SettingFlags& flags) {
  SettingsTree tree;
  if (file) ReadTomlFile(*file, tree);
  std::vector<Assignment> variables;
  for (const auto& [name, value] : environment) {
    if (!name.starts_with(kPrefix)) continue;
    const std::string_view rest = std::string_view(name).substr(kPrefix.size());
    if (IsToolVariable(rest)) continue;
    if (rest.find("__") == std::string_view::npos) {
      AddFault(tree, name, name + " is no setting; settings are CHARTBRIDGE_SECTION__KEY");
      continue;
    }
    variables.push_back({Split(rest, "__"), value, name});
  }
  AssignAll(std::move(variables), tree);
  std::vector<Assignment> arguments;
  for (const auto& [key, value] : flags) arguments.push_back({Split(key, "."), value, key});
  AssignAll(std::move(arguments), tree);
  return tree;
}

Environment ReadEnvironment() {
  Environment variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos)
      variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

}  // namespace chartbridge
