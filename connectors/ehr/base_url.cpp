#include "connectors/ehr/base_url.h"

#include <Poco/Exception.h>
#include <Poco/URI.h>

#include <algorithm>
#include <vector>

#include "connectors/http/own_addresses.h"

namespace chartbridge::ehr {
namespace {

std::optional<Poco::URI> ReadUri(const std::string& text) {
  const bool plain = std::none_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f || c == '\\';
  });
  if (!plain) return std::nullopt;
  try {
    Poco::URI uri(text);
    uri.getPort();
    return uri;
  } catch (const Poco::Exception&) {
    return std::nullopt;
  }
}

bool IsLoopback(std::string_view host) {
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  return http::IsThisMachine(bracketed ? host.substr(1, host.size() - 2) : host);
}

bool SameOrigin(const Poco::URI& left, const Poco::URI& right) {
  return left.getScheme() == right.getScheme() && left.getHost() == right.getHost() &&
         left.getPort() == right.getPort();
}

// Decoded path: so "%2e%2e" counts as "..".
bool Climbs(const std::string& path) {
  std::size_t start = 0;
  while (start <= path.size()) {
    const std::size_t end = std::min(path.find('/', start), path.size());
    const std::string_view segment(path.data() + start, end - start);
    if (segment == ".." || segment == ".") return true;
    start = end + 1;
  }
  return false;
}

bool IsFhirId(std::string_view id) {
  return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](unsigned char c) {
    return c < 0x80 && (std::isalnum(c) != 0 || c == '-' || c == '.');
  });
}

}  // namespace

Result<BaseUrl, Issue> BaseUrl::Read(const std::string& text, bool allow_http) {
  const auto fault = [](std::string why) { return Fault("value", "ehr.base_url", std::move(why)); };
  const auto uri = ReadUri(text);
  if (!uri || uri->getHost().empty() ||
      (uri->getScheme() != "https" && uri->getScheme() != "http")) {
    return fault("[ehr] base_url must be an absolute http or https URL.");
  }
  if (!uri->getUserInfo().empty() || !uri->getRawQuery().empty() || !uri->getFragment().empty()) {
    return fault("[ehr] base_url must have no user, query or fragment.");
  }
  if (Climbs(uri->getPath())) return fault("[ehr] base_url must have no '.' or '..' in its path.");
  if (uri->getScheme() == "http" && !allow_http && !IsLoopback(uri->getHost())) {
    return fault(
        "[ehr] base_url may be http only to this machine: use https, or set allow_http = true.");
  }
  std::string base = text;
  while (!base.empty() && base.back() == '/') base.pop_back();
  return BaseUrl(std::move(base));
}

std::string BaseUrl::Join(std::string_view relative) const {
  if (relative.empty()) return text_;
  if (relative.front() == '?') return text_ + std::string(relative);
  return text_ + "/" + std::string(relative);
}

std::optional<std::string> BaseUrl::Relative(const std::string& url) const {
  const auto written = ReadUri(url);
  const auto base = ReadUri(text_);
  if (!written || !base || url.empty()) return std::nullopt;
  Poco::URI absolute = *written;
  if (absolute.isRelative()) {
    if (!absolute.getHost().empty())
      return std::nullopt;  // "//host/path" keeps the scheme, not the host
    const auto joined = ReadUri(
        url.front() == '/' ? base->getScheme() + "://" + base->getAuthority() + url : Join(url));
    if (!joined) return std::nullopt;
    absolute = *joined;
  }
  if (!absolute.getUserInfo().empty() || !SameOrigin(absolute, *base) ||
      Climbs(absolute.getPath())) {
    return std::nullopt;
  }
  const std::string etc = absolute.getPathEtc();
  const std::string below = base->getPath();
  if (etc.compare(0, below.size(), below) != 0) return std::nullopt;
  std::string rest = etc.substr(below.size(), etc.find('#') - below.size());
  if (!rest.empty() && rest.front() != '/' && rest.front() != '?') return std::nullopt;
  while (!rest.empty() && rest.front() == '/') rest.erase(0, 1);
  return rest;
}

std::optional<std::string> BaseUrl::PageOf(const std::string& url, std::string_view type) const {
  std::string written;
  for (const char c : url) written += c == ' ' ? "%20" : std::string(1, c);
  if (auto here = Relative(written)) return here;
  const auto elsewhere = ReadUri(written);
  const auto base = ReadUri(text_);
  if (!elsewhere || !base || !elsewhere->getUserInfo().empty() || Climbs(elsewhere->getPath()))
    return std::nullopt;
  const bool http = elsewhere->getScheme() == "https" || elsewhere->getScheme() == "http";
  if (!http && !(elsewhere->isRelative() && elsewhere->getHost().empty())) return std::nullopt;
  const std::string& query = elsewhere->getRawQuery();
  if (query.empty()) return std::nullopt;
  std::string path = elsewhere->getPath();
  for (const std::string& tail : {std::string(type), std::string(type) + "/_search"}) {
    if (path.ends_with("/" + tail)) return tail + "?" + query;
  }
  while (path.ends_with('/')) path.pop_back();
  // HAPI's pages lie at the base itself.
  if (path == base->getPath() || query.starts_with("_getpages=")) return "?" + query;
  const std::string below = base->getPath() + "/";
  if (!path.starts_with(below)) return std::nullopt;
  return path.substr(below.size()) + "?" + query;
}

std::string ReferenceOf(std::string_view location, std::string_view type) {
  location = location.substr(0, location.find_first_of("?#"));
  std::vector<std::string_view> segments;
  while (true) {
    const std::size_t slash = location.find('/');
    segments.push_back(location.substr(0, slash));
    if (slash == std::string_view::npos) break;
    location.remove_prefix(slash + 1);
  }
  if (segments.size() >= 4 && segments[segments.size() - 2] == "_history")
    segments.resize(segments.size() - 2);
  if (segments.size() < 2) return "";
  const std::string_view id = segments.back();
  if (segments[segments.size() - 2] != type || !IsFhirId(id)) return "";
  return std::string(type) + "/" + std::string(id);
}

std::string TypeOf(std::string_view reference) {
  return std::string(reference.substr(0, reference.find('/')));
}

}  // namespace chartbridge::ehr
