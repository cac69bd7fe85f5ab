// The headers of every page (reference/audit-and-roles.md section 7, row "headers").
#pragma once

#include <string>
#include <vector>

#include "connectors/http/exchange.h"

namespace chartbridge::pages {

struct Security {
  std::vector<std::string> connect;          // FHIR servers that the page may read; their origins
  std::vector<std::string> frame_ancestors;  // who may show it in a frame; none: nobody
  bool https_only = false;  // the public address is https: browsers shall stay there
};

http::Pairs SecurityHeaders(const Security& security);

// "https://ehr.example/fhir" -> "https://ehr.example": a source of a policy with a path would match
// that path alone.
std::string OriginOf(const std::string& url);

}  // namespace chartbridge::pages
