#include "connectors/http/url.h"

#include <algorithm>
#include <charconv>

#include "connectors/http/client.h"
#include "connectors/http/fields.h"

namespace chartbridge::http {
namespace {

bool IsHost(std::string_view host, bool bracketed) {
  if (host.empty() || host.size() > 253) return false;
  return std::all_of(host.begin(), host.end(), [bracketed](char c) {
    if (bracketed) return std::string_view("0123456789abcdef:.").find(c) != std::string_view::npos;
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == '_';
  });
}

// What follows the host: nothing, or ":" and a number.
std::optional<int> ReadPort(std::string_view text, int standard) {
  if (text.empty()) return standard;
  if (text.front() != ':' || text.size() < 2 || text.size() > 6) return std::nullopt;
  int port = 0;
  const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (port < 1 || port > 65535) return std::nullopt;
  return port;
}

bool ReadAuthority(std::string_view text, Url& into) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  });
  const bool bracketed = !lower.empty() && lower.front() == '[';
  const std::size_t end = bracketed ? lower.find(']') : std::min(lower.find(':'), lower.size());
  if (end == std::string::npos) return false;
  into.host = bracketed ? lower.substr(1, end - 1) : lower.substr(0, end);
  const int standard = into.tls ? 443 : 80;
  const auto port = ReadPort(std::string_view(lower).substr(end + (bracketed ? 1 : 0)), standard);
  if (!port || !IsHost(into.host, bracketed)) return false;
  into.port = *port;
  into.authority = bracketed ? '[' + into.host + ']' : into.host;
  if (*port != standard) into.authority += ':' + std::to_string(*port);
  return true;
}

}  // namespace

std::string Url::Origin() const { return (tls ? "https://" : "http://") + authority; }

std::optional<Url> ParseUrl(std::string_view text) {
  const bool visible =
      std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
  const std::size_t scheme = text.find("://");
  if (!visible || scheme == std::string_view::npos) return std::nullopt;
  Url url;
  url.tls = SameWord(text.substr(0, scheme), "https");
  if (!url.tls && !SameWord(text.substr(0, scheme), "http")) return std::nullopt;
  const std::string_view rest = text.substr(scheme + 3);
  if (rest.find('#') != std::string_view::npos) return std::nullopt;
  const std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
  if (!ReadAuthority(rest.substr(0, end), url)) return std::nullopt;
  url.target = rest.substr(end);
  if (url.target.empty() || url.target.front() == '?') url.target.insert(0, 1, '/');
  return url;
}

}  // namespace chartbridge::http
