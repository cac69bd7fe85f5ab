#include "connectors/whatsapp/download_target.h"

#include <algorithm>
#include <array>

#include "connectors/http/own_addresses.h"
// The client's own reading of a URL: what is checked here is what will be called.
#include "connectors/http/url.h"

namespace chartbridge::whatsapp {
namespace {

constexpr std::array<std::string_view, 4> kMetaDomains = {"facebook.com", "fbcdn.net", "fbsbx.com",
                                                          "whatsapp.net"};
constexpr std::array<std::string_view, 2> kTokenHosts = {"graph.facebook.com",
                                                         "lookaside.fbsbx.com"};

bool IsAtOrBelow(std::string_view host, std::string_view domain) {
  if (host == domain) return true;
  return host.size() > domain.size() + 1 && host.substr(host.size() - domain.size()) == domain &&
         host[host.size() - domain.size() - 1] == '.';
}

bool IsMetaHost(const http::Url& url) {
  if (!url.tls || url.port != 443) return false;
  return std::any_of(kMetaDomains.begin(), kMetaDomains.end(),
                     [&](std::string_view domain) { return IsAtOrBelow(url.host, domain); });
}

Unexpected<Failure> Foreign() {
  Failure failure;
  failure.kind = FailureKind::kRefused;
  failure.text = "the medium lies on a host that is not allowed";
  failure.issues.push_back({Severity::kError, "security", "", failure.text});
  return Unexpected(std::move(failure));
}

}  // namespace

bool IsMeta(const std::string& url) {
  const std::optional<http::Url> read = http::ParseUrl(url);
  return read && IsMetaHost(*read);
}

bool IsUsableGraphUrl(const std::string& url) {
  const std::optional<http::Url> read = http::ParseUrl(url);
  return read && (read->tls || http::IsThisMachine(read->host));
}

Result<Target, Failure> CheckTarget(const std::string& url, const std::string& graph_url) {
  const std::optional<http::Url> target = http::ParseUrl(url);
  const std::optional<http::Url> graph = http::ParseUrl(graph_url);
  if (!target || !graph) return Foreign();
  if (target->Origin() == graph->Origin()) return Target{url, true};
  if (!IsMetaHost(*graph) || !IsMetaHost(*target)) return Foreign();
  const bool trusted =
      std::find(kTokenHosts.begin(), kTokenHosts.end(), target->host) != kTokenHosts.end();
  return Target{url, trusted};
}

std::string ResolveLocation(const std::string& base, const std::string& location) {
  const std::optional<http::Url> from = http::ParseUrl(base);
  if (!from) return "";
  if (location.substr(0, 2) == "//") return (from->tls ? "https:" : "http:") + location;
  if (location.substr(0, 1) == "/") return from->Origin() + location;
  return http::ParseUrl(location) ? location : "";
}

}  // namespace chartbridge::whatsapp
