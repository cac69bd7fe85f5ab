#include "connectors/login/cookie.h"

#include "connectors/http/fields.h"
#include "connectors/http/url.h"

namespace chartbridge::login {
namespace {

std::string NameOf(bool secure) { return secure ? "__Host-chartbridge" : "chartbridge"; }

std::string Attributes(bool secure) {
  return std::string("; Path=/; HttpOnly; SameSite=Strict") + (secure ? "; Secure" : "");
}

std::string_view Trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

}  // namespace

// No Max-Age: the browser forgets it when it is closed.
std::string SetCookie(bool secure, const std::string& token) {
  return NameOf(secure) + "=" + token + Attributes(secure);
}

std::string DropCookie(bool secure) {
  return NameOf(secure) + "=" + Attributes(secure) + "; Max-Age=0";
}

std::string ReadCookie(bool secure, const http::Request& request) {
  const std::string name = NameOf(secure);
  std::string found;
  for (const auto& [field, value] : request.headers()) {
    if (!http::SameWord(field, "Cookie")) continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(';'), rest.size());
      const std::string_view pair = Trimmed(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      if (!pair.starts_with(name + "=")) continue;
      if (!found.empty()) return {};  // somebody slipped in a second one
      found = std::string(pair.substr(name.size() + 1));
    }
  }
  return found;
}

std::optional<std::string> ReadBearer(const http::Request& request) {
  const auto header = http::FindHeader(request.headers(), "Authorization");
  if (!header) return std::nullopt;
  constexpr std::string_view kScheme = "Bearer ";
  if (!http::SameWord(std::string_view(*header).substr(0, kScheme.size()), kScheme)) return "";
  return std::string(Trimmed(std::string_view(*header).substr(kScheme.size())));
}

Origin OriginOf(const http::OwnAddresses& own, const http::Request& request) {
  const auto site = http::FindHeader(request.headers(), "Sec-Fetch-Site");
  if (site && *site != "same-origin") return Origin::kForeign;
  const auto origin = http::FindHeader(request.headers(), "Origin");
  if (!origin) return Origin::kUnsaid;
  const auto ours = http::ParseUrl(own.BaseOf(request).value_or("") + "/");
  const auto theirs = http::ParseUrl(*origin + "/");
  const bool same = ours && theirs && ours->tls == theirs->tls && ours->host == theirs->host &&
                    ours->port == theirs->port && theirs->target == "/";
  return same ? Origin::kOurs : Origin::kForeign;
}

}  // namespace chartbridge::login
