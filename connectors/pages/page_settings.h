// What a page must know before it can ask anybody: served as settings.json beside it.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace chartbridge::pages {

// /chart/settings.json {"issuers": [...], "embedded": "/fhir" | null, "client_id": "...", "demo":
// false}
struct ViewerSettings {
  std::vector<std::string> issuers;     // the FHIR servers that may launch the viewer
  std::vector<std::string> connect;     // further origins of theirs, such as the token endpoint's
  std::optional<std::string> embedded;  // base of the embedded chart, from the root of this server
  std::string client_id = "chartbridge-chart";  // as registered with the issuers
  bool demo = false;
};
std::string ToJson(const ViewerSettings& settings);

}  // namespace chartbridge::pages
