#include "bridge/app/settings_section.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "fhir/json/utf8.h"

namespace chartbridge {
namespace {

using fhir::json::Value;

const Value kNothing;

bool IsBlank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

bool HasOddCharacter(std::string_view text) {
  return !fhir::json::IsValidUtf8(text) || std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
}

bool IsWord(std::string_view text) { return !IsBlank(text) && !HasOddCharacter(text); }

std::optional<std::int64_t> ReadNumber(const std::string& text) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && stop == end ? std::optional(number) : std::nullopt;
}

std::vector<std::string> SplitAtCommas(std::string_view text) {
  std::vector<std::string> words;
  while (!IsBlank(text)) {
    const std::size_t comma = std::min(text.find(','), text.size());
    std::string_view word = text.substr(0, comma);
    while (word.starts_with(' ')) word.remove_prefix(1);
    while (word.ends_with(' ')) word.remove_suffix(1);
    words.emplace_back(word);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return words;
}

}  // namespace

bool Reading::HasFault(std::string_view key) const {
  return std::any_of(tree.faults.begin(), tree.faults.end(), [&](const Issue& fault) {
    const std::string_view at = fault.expression;
    return at.starts_with(key) &&
           (at.size() == key.size() || at[key.size()] == '.' || at[key.size()] == '[');
  });
}

void Reading::Refuse(const std::string& key, std::string_view rule) {
  if (HasFault(key)) return;
  const auto origin = tree.origins.find(key);
  std::string text = key;
  if (origin != tree.origins.end() && origin->second != key) text += " (" + origin->second + ")";
  tree.faults.push_back({Severity::kError, "value", key, text.append(" ").append(rule)});
}

Section::Section(const Value& node, std::string key, Reading& reading)
    : node_(&node), key_(std::move(key)), reading_(&reading) {
  if (!node.is_null() && !node.is_object()) {
    reading.Refuse(key_, "must be a section");
    node_ = &kNothing;
  }
}

std::string Section::KeyOf(std::string_view name) const {
  return key_.empty() ? std::string(name) : key_ + "." + std::string(name);
}

bool Section::Has(std::string_view name) const { return !(*node_)[name].is_null(); }

void Section::Refuse(std::string_view name, std::string_view rule) {
  reading_->Refuse(KeyOf(name), rule);
}

const Value* Section::Take(std::string_view name) {
  known_.emplace(name);
  return Has(name) ? node_->Find(name) : nullptr;
}

bool Section::FromEnvironment(std::string_view name) const {
  return reading_->tree.origins.contains(KeyOf(name));
}

std::string Section::Text(std::string_view name, std::string fallback) {
  const Value* value = Take(name);
  if (value == nullptr) return fallback;
  if (!value->is_string()) {
    Refuse(name, "must be text in quotes");
  } else if (IsBlank(value->text())) {
    Refuse(name, "is blank; give it a value or leave it out");
  } else if (HasOddCharacter(value->text())) {
    Refuse(name, "holds a control character or is not UTF-8");
  } else {
    return value->text();
  }
  return fallback;
}

bool Section::Flag(std::string_view name, bool fallback) {
  const Value* value = Take(name);
  if (value == nullptr) return fallback;
  if (const auto flag = value->boolean()) return *flag;
  if (FromEnvironment(name) && (value->text() == "true" || value->text() == "false")) {
    return value->text() == "true";
  }
  Refuse(name, "must be true or false");
  return fallback;
}

int Section::Number(std::string_view name, int fallback, int least, int most) {
  const Value* value = Take(name);
  if (value == nullptr) return fallback;
  const auto number = FromEnvironment(name) ? ReadNumber(value->text()) : value->integer();
  if (number && *number >= least && *number <= most) return static_cast<int>(*number);
  Refuse(name,
         "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  return fallback;
}

std::vector<std::string> Section::List(std::string_view name, std::vector<std::string> fallback) {
  const Value* value = Take(name);
  if (value == nullptr) return fallback;
  std::vector<std::string> words;
  bool usable = true;
  if (FromEnvironment(name) && value->is_string()) {
    words = SplitAtCommas(value->text());
  } else {
    usable = value->is_array();
    for (const Value& word : value->items()) words.push_back(word.text());
  }
  if (usable && std::all_of(words.begin(), words.end(), IsWord)) return words;
  Refuse(name, "must be a list of texts in quotes, none of them blank");
  return fallback;
}

std::filesystem::path Section::Path(std::string_view name, const std::filesystem::path& fallback) {
  const std::filesystem::path path = Text(name, fallback.string());
  return path.empty() ? path : (reading_->folder / path).lexically_normal();
}

Section Section::Sub(std::string_view name) {
  const Value* value = Take(name);
  return {value != nullptr ? *value : kNothing, KeyOf(name), *reading_};
}

std::vector<Section> Section::Each(std::string_view name) {
  std::vector<Section> sections;
  const Value* value = Take(name);
  if (value == nullptr) return sections;
  if (!value->is_array())
    Refuse(name, "must be a list of sections, each begun by [[" + KeyOf(name) + "]]");
  for (const Value& entry : value->items()) {
    sections.emplace_back(entry, KeyOf(name) + "[" + std::to_string(sections.size()) + "]",
                          *reading_);
  }
  return sections;
}

void Section::RefuseTheRest() {
  if (!node_->is_object()) return;
  for (const auto& [name, value] : *node_->object()) {
    if (known_.contains(name) || value.is_null()) continue;
    if (known_.contains(name + "_file")) {
      Refuse(name,
             "would put a secret into the settings; write it to a file and set " + name + "_file");
    } else {
      Refuse(name, "is no setting; see docs/chartbridge.sample.toml");
    }
  }
}

}  // namespace chartbridge
