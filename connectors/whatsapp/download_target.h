// Which URLs a medium may be fetched from (design.md section 3; audit-and-roles.md section 7).
#pragma once

#include <string>

#include "base/failure.h"

namespace chartbridge::whatsapp {

// True for https on port 443 at facebook.com, fbsbx.com, fbcdn.net, whatsapp.net or a host below
// one.
bool IsMeta(const std::string& url);

// True for https anywhere and for http to this machine.
bool IsUsableGraphUrl(const std::string& url);

struct Target {
  std::string url;
  bool with_token = false;  // the bearer token may be shown to this host
};

// May a URL that the Graph API or a redirect named be fetched? Yes for the origin of `graph_url`;
// when that is Meta's own https, also for Meta's hosts. The token goes to the origin of
// `graph_url`, to lookaside.fbsbx.com and to graph.facebook.com only. kRefused, with issue code
// "security", for everything else.
Result<Target, Failure> CheckTarget(const std::string& url, const std::string& graph_url);

// The URL of a Location header, which may lack scheme and host; "" when it is relative to a path,
// which none of Meta's is.
std::string ResolveLocation(const std::string& base, const std::string& location);

}  // namespace chartbridge::whatsapp
