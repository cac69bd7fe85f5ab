#include "connectors/smart/scopes.h"

#include <algorithm>
#include <optional>

namespace chartbridge::smart {
namespace {

using chart::Deed;
using chart::TypeRights;

constexpr unsigned kReading = unsigned(Deed::kRead) | unsigned(Deed::kSearch);
constexpr unsigned kWriting = unsigned(Deed::kCreate) | unsigned(Deed::kUpdate);

// In the order that version 2 prescribes. Deletes are known and never granted.
struct Letter {
  char letter;
  unsigned deed;
};
constexpr Letter kLetters[] = {{'c', unsigned(Deed::kCreate)},
                               {'r', unsigned(Deed::kRead)},
                               {'u', unsigned(Deed::kUpdate)},
                               {'d', 0},
                               {'s', unsigned(Deed::kSearch)}};

std::optional<unsigned> ReadLetters(std::string_view text) {
  unsigned deeds = 0;
  for (const auto& [letter, deed] : kLetters) {
    if (text.empty() || text.front() != letter) continue;
    deeds |= deed;
    text.remove_prefix(1);
  }
  return text.empty() ? std::optional(deeds) : std::nullopt;
}

std::string WriteLetters(unsigned deeds) {
  std::string text;
  for (const auto& [letter, deed] : kLetters) {
    if ((deeds & deed) != 0) text += letter;
  }
  return text;
}

bool IsTypeName(std::string_view text) {
  return text == "*" ||
         (!text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
         }));
}

std::optional<Scope> ReadResourceScope(std::string_view text) {
  constexpr std::string_view kContext = "patient/";
  if (!text.starts_with(kContext)) return std::nullopt;
  text.remove_prefix(kContext.size());
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos || !IsTypeName(text.substr(0, dot))) return std::nullopt;
  const std::string_view deeds = text.substr(dot + 1);
  const std::string type(text.substr(0, dot));
  if (deeds == "read") return Scope{type, kReading, true};
  if (deeds == "write") return Scope{type, kWriting, true};
  if (deeds == "*") return Scope{type, kReading | kWriting, true};
  const auto letters = ReadLetters(deeds);
  if (!letters || *letters == 0) return std::nullopt;
  return Scope{type, *letters, false};
}

void Add(std::vector<TypeRights>& types, const std::string& type, unsigned deeds) {
  for (TypeRights& one : types) {
    if (one.type == type) {
      one.deeds |= deeds;
      return;
    }
  }
  types.push_back({type, deeds});
}

}  // namespace

AskedScopes ReadScopes(std::string_view text) {
  AskedScopes asked;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (word == "openid") asked.openid = true;
    if (word == "fhirUser") asked.fhir_user = true;
    if (word == "launch") asked.launch = true;
    if (word == "launch/patient") asked.launch_patient = true;
    if (auto scope = ReadResourceScope(word)) asked.resources.push_back(std::move(*scope));
  }
  return asked;
}

GrantedScopes GrantScopes(const AskedScopes& asked, const std::vector<TypeRights>& allowed) {
  GrantedScopes granted;
  std::vector<std::string> words;
  for (const Scope& scope : asked.resources) {
    for (const TypeRights& one : allowed) {
      const unsigned deeds = scope.deeds & one.deeds;
      if ((scope.type != "*" && scope.type != one.type) || deeds == 0) continue;
      // Version 1 has a word for all reading; its words for writing speak of deletes as well.
      const bool reads = scope.first_version && deeds == kReading;
      std::string word = "patient/" + one.type + "." + (reads ? "read" : WriteLetters(deeds));
      if (std::find(words.begin(), words.end(), word) == words.end())
        words.push_back(std::move(word));
      Add(granted.types, one.type, deeds);
    }
  }
  for (const std::string& word : words) granted.text += (granted.text.empty() ? "" : " ") + word;
  return granted;
}

}  // namespace chartbridge::smart
