#include "bridge/consent/reference.h"

#include <algorithm>

namespace chartbridge::bridge::consent {

using fhir::json::Value;

namespace {

// "https" and "ehr.example:8443" of a URL, and where its path begins; what has no authority has no
// origin.
struct Origin {
  std::string scheme;
  std::string authority;
  std::size_t path = 0;
  bool operator==(const Origin& other) const {
    return scheme == other.scheme && authority == other.authority;
  }
};

std::string Lowered(std::string_view text) {
  std::string lowered(text);
  for (char& c : lowered) {
    if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
  }
  return lowered;
}

// Scheme and host are the same in any case, and with their default port (RFC 3986 section 6.2).
std::optional<Origin> OriginOf(std::string_view url) {
  const auto colon = url.find("://");
  if (colon == url.npos) return std::nullopt;
  Origin origin;
  origin.scheme = Lowered(url.substr(0, colon));
  const auto start = colon + std::string_view("://").size();
  origin.path = std::min(url.find('/', start), url.size());
  origin.authority = Lowered(url.substr(start, origin.path - start));
  const std::string_view usual = origin.scheme == "https" ? ":443" : ":80";
  if (origin.authority.ends_with(usual))
    origin.authority.resize(origin.authority.size() - usual.size());
  return origin;
}

// What follows `base` and its slash; "" when `reference` does not lie below it.
std::string_view Below(std::string_view reference, std::string_view base) {
  const auto here = OriginOf(base);
  const auto there = OriginOf(reference);
  if (!here || !there || !(*here == *there)) return {};
  std::string_view root = base.substr(here->path);
  while (root.ends_with('/')) root.remove_suffix(1);
  std::string_view path = reference.substr(there->path);
  if (!path.starts_with(root)) return {};
  path.remove_prefix(root.size());
  return path.starts_with('/') ? path.substr(1) : std::string_view();
}

}  // namespace

std::string_view ReferenceNames::Normalize(std::string_view reference) const {
  if (const auto at = reference.find("/_history"); at != reference.npos) {
    const auto end = at + std::string_view("/_history").size();
    if (end == reference.size() || reference[end] == '/') reference = reference.substr(0, at);
  }
  if (reference.find("://") == reference.npos) return reference;
  for (const std::string& base : *bases_) {
    const std::string_view below = Below(reference, base);
    if (!below.empty()) return below;
  }
  return reference;
}

bool IsContained(std::string_view reference) { return reference.starts_with('#'); }

bool IsForeign(std::string_view reference) {
  return reference.find("://") != reference.npos || reference.starts_with("urn:");
}

bool IsPatientId(std::string_view reference) {
  constexpr std::string_view kType = "Patient/";
  constexpr std::size_t kLongestId = 64;
  if (!reference.starts_with(kType)) return false;
  reference.remove_prefix(kType.size());
  return !reference.empty() && reference.size() <= kLongestId &&
         std::all_of(reference.begin(), reference.end(), [](unsigned char c) {
           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                  c == '-' || c == '.';
         });
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
