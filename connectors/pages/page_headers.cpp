#include "connectors/pages/page_headers.h"

#include <algorithm>

#include "connectors/pages/csp_reports.h"

namespace chartbridge::pages {
namespace {

std::string Sources(const std::vector<std::string>& urls) {
  std::vector<std::string> origins;
  std::string text;
  for (const std::string& url : urls) {
    const std::string origin = OriginOf(url);
    if (std::find(origins.begin(), origins.end(), origin) != origins.end()) continue;
    origins.push_back(origin);
    text += " " + origin;
  }
  return text;
}

// `report-uri` alone: browsers that know `report-to` would then leave `report-uri` aside and send
// their reports minutes later, and only over https.
std::string Policy(const Security& security) {
  const std::string ancestors =
      security.frame_ancestors.empty() ? " 'none'" : Sources(security.frame_ancestors);
  return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
         "media-src 'self' blob:; connect-src 'self'" +
         Sources(security.connect) +
         "; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors" + ancestors +
         "; require-trusted-types-for 'script'; report-uri " + CspReports::kPath;
}

}  // namespace

std::string OriginOf(const std::string& url) {
  const std::size_t scheme = url.find("://");
  return scheme == std::string::npos ? url : url.substr(0, url.find_first_of("/?#", scheme + 3));
}

http::Pairs SecurityHeaders(const Security& security) {
  // In a page of another origin that isolates itself (COEP), a frame must say that it may be there;
  // frame-ancestors says where.
  const bool framed = !security.frame_ancestors.empty();
  http::Pairs headers{
      {"Content-Security-Policy", Policy(security)},
      {"X-Content-Type-Options", "nosniff"},
      {"Referrer-Policy", "no-referrer"},
      {"Cross-Origin-Resource-Policy", framed ? "cross-origin" : "same-origin"},
      {"Permissions-Policy",
       "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
       "magnetometer=(), microphone=(), midi=(), payment=(), usb=()"}};
  // Without it an EHR may open the page in a window of its own and close it again.
  if (!framed) headers.emplace_back("Cross-Origin-Opener-Policy", "same-origin");
  if (security.https_only)
    headers.emplace_back("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
  return headers;
}

}  // namespace chartbridge::pages
