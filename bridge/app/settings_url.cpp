#include <Poco/Exception.h>
#include <Poco/URI.h>

#include <algorithm>
#include <string>

#include "bridge/app/settings_rules.h"
#include "connectors/http/own_addresses.h"

namespace chartbridge {
namespace {

constexpr char kUrlForm[] = "must be an absolute https:// URL without user, query and fragment";

bool HasOddCharacter(const std::string& url) {
  return std::any_of(url.begin(), url.end(), [](char c) {
    return static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x7f ||
           c == '"' || c == '<' || c == '>' || c == '\\';
  });
}

}  // namespace

std::string UrlRule(const std::string& url, PlainHttp http) {
  if (HasOddCharacter(url)) return kUrlForm;
  try {
    const Poco::URI parsed(url);
    if (parsed.getHost().empty() || !parsed.getUserInfo().empty() ||
        !parsed.getRawQuery().empty() || !parsed.getFragment().empty() ||
        url.find_first_of("?#") != std::string::npos) {
      return kUrlForm;
    }
    std::string host = parsed.getHost();
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    if (parsed.getScheme() == "https") return "";
    if (parsed.getScheme() != "http") return kUrlForm;
    if (http == PlainHttp::kAllowed || http::IsThisMachine(host)) return "";
    return "must be https://; plain http is only for this machine";
  } catch (const Poco::Exception&) {
    return kUrlForm;
  }
}

std::string OriginRule(const std::string& origin) {
  const std::string rule = UrlRule(origin, PlainHttp::kToThisMachine);
  if (!rule.empty()) return rule;
  const std::size_t host = origin.find("://") + 3;
  return origin.find('/', host) == std::string::npos
             ? ""
             : "must be an origin: scheme and host, no path";
}

std::string PostgresRule(const std::string& url) {
  const std::size_t from = url.find("://") + 3;
  const std::size_t end = std::min(url.find_first_of("/?", from), url.size());
  const std::string authority = url.substr(from, end - from);
  const std::size_t at = authority.rfind('@');
  const bool in_user = at != std::string::npos && authority.find(':') < at;
  if (in_user || url.find("password=", end) != std::string::npos || HasOddCharacter(url)) {
    return "may not carry a password; write it to a file and set store.password_file";
  }
  return authority.empty() ? "must name a host, like postgresql://user@host/database" : "";
}

}  // namespace chartbridge
