// Derived identities (design.md section 7): UUID v5 in the project's namespace over the canonical
// JSON array [tenant, channel, item key, part, filing]. The same thing has the same identity in
// every run, so a repeated write is a no-op.
#pragma once

#include <string>
#include <string_view>

namespace chartbridge::mappings {

inline constexpr std::string_view kIdentityNamespace = "6f1d8a52-3c1e-5b7a-9d44-2f0c7e9b1a60";
inline constexpr std::string_view kIdentifierSystem = "urn:chartbridge:id";

struct IdentityScope {
  std::string tenant;
  std::string channel;
  std::string item_key;
  int filing = 0;  // 0, then one higher each time a filing is undone or done anew
};

// `part`: message, media:<n>, binary:<n>, provenance, task or thread.
std::string DeriveIdentity(const IdentityScope& scope, std::string_view part);

// The thread of a conversation in one patient's chart: item key "conversation/patient", filing 0.
std::string DeriveThreadIdentity(std::string_view tenant, std::string_view channel,
                                 std::string_view conversation, std::string_view patient);

}  // namespace chartbridge::mappings
