#include "bridge/consent/reference.h"

#include <algorithm>

namespace chartbridge::bridge::consent {

using fhir::json::Value;

std::string_view ReferenceNames::Normalize(std::string_view reference) const {
  if (const auto at = reference.find("/_history"); at != reference.npos) {
    const auto end = at + std::string_view("/_history").size();
    if (end == reference.size() || reference[end] == '/') reference = reference.substr(0, at);
  }
  for (std::string_view base : *bases_) {
    while (base.ends_with('/')) base.remove_suffix(1);
    if (!base.empty() && reference.size() > base.size() + 1 && reference.starts_with(base) &&
        reference[base.size()] == '/') {
      return reference.substr(base.size() + 1);
    }
  }
  return reference;
}

bool IsContained(std::string_view reference) { return reference.starts_with('#'); }

bool IsForeign(std::string_view reference) {
  return reference.find("://") != reference.npos || reference.starts_with("urn:");
}

std::string_view TypeOf(std::string_view reference) {
  const auto last = reference.rfind('/');
  if (last == reference.npos || last == 0) return {};
  const std::string_view before = reference.substr(0, last);
  const auto start = before.rfind('/');
  return start == before.npos ? before : before.substr(start + 1);
}

Directory::Directory(const Value& entries, const ReferenceNames& names) : names_(names) {
  if (entries.object() == nullptr) return;
  for (const auto& [reference, entry] : *entries.object()) {
    entries_.emplace(names_.Normalize(reference), &entry);
  }
}

const Value& Directory::Entry(std::string_view reference) const {
  const auto found = entries_.find(reference);
  return found == entries_.end() ? unknown_ : *found->second;
}

void Directory::AppendReferences(const Value& value, std::vector<std::string_view>& into) const {
  const Value& text = value.is_object() ? value["reference"] : value;
  if (text.string() != nullptr && !text.text().empty())
    into.push_back(names_.Normalize(text.text()));
  for (const Value& each : value.items()) {
    const Value& one = each.is_object() ? each["reference"] : each;
    if (one.string() != nullptr) into.push_back(names_.Normalize(one.text()));
  }
}

std::vector<std::string_view> Directory::SameAs(std::string_view reference) const {
  std::vector<std::string_view> same;
  AppendReferences(Entry(reference)["sameAs"], same);
  return same;
}

std::optional<std::vector<std::string_view>> Directory::Members(std::string_view reference) const {
  const Value& members = Entry(reference)["members"];
  if (members.array() == nullptr) return std::nullopt;
  std::vector<std::string_view> names;
  AppendReferences(members, names);
  if (names.size() != members.items().size()) return std::nullopt;  // one could not be read
  return names;
}

bool Directory::IsPartOf(std::string_view part, std::string_view whole) const {
  if (entries_.empty()) return part == whole;
  std::vector<std::string_view> above{part};
  for (std::size_t i = 0; i < above.size(); ++i) {
    if (above[i] == whole) return true;
    std::vector<std::string_view> parents;
    AppendReferences(Entry(above[i])["partOf"], parents);
    for (const std::string_view parent : parents) {
      if (std::find(above.begin(), above.end(), parent) == above.end()) above.push_back(parent);
    }
  }
  return false;
}

}  // namespace chartbridge::bridge::consent
