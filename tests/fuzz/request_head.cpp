// Heads of both directions and URLs, as strangers write them. What is taken means one thing only:
// no second length, no way out of the path, no byte that another reader would end a line at.
#include "connectors/http/request_head.h"

#include "connectors/http/response_head.h"
#include "connectors/http/url.h"
#include "fhir/json/utf8.h"
#include "tests/fuzz/targets.h"

namespace chartbridge::fuzz {
namespace {

void CheckFields(const http::Pairs& fields, const http::Framing& framing) {
  for (const auto& [name, value] : fields)
    Require(http::IsToken(name) && http::IsFieldValue(value));
  Require(!framing.length || !framing.chunked);
}

void CheckTarget(const http::Target& target) {
  Require(target.path.starts_with('/') && fhir::json::IsValidUtf8(target.path));
  Require((target.path + '/').find("/../") == std::string::npos);
  for (const char c : target.path) Require(static_cast<unsigned char>(c) >= 0x20 && c != '\\');
  for (const auto& [name, value] : target.query)
    Require(fhir::json::IsValidUtf8(name) && fhir::json::IsValidUtf8(value));
  Require(http::IsFieldValue(target.raw_query));
}

void CheckRequest(std::string_view text) {
  const auto head = http::ParseRequestHead(text);
  if (!head) {
    Require(head.error() >= 400 && head.error() < 600);
    return;
  }
  Require(http::IsToken(head->method));
  CheckTarget(head->target);
  CheckFields(head->fields, head->framing);
}

void CheckUrl(std::string_view text) {
  const auto url = http::ParseUrl(text);
  if (!url) return;
  Require(!url->host.empty() && url->port > 0 && url->port < 65536);
  Require(url->target.starts_with('/') && http::IsFieldValue(url->target));
  const auto again = http::ParseUrl(url->Origin() + url->target);
  Require(again && again->host == url->host && again->port == url->port && again->tls == url->tls &&
          again->target == url->target);
}

}  // namespace

int RequestHead(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = TextOf(data, size);
  CheckRequest(text);
  if (const auto answer = http::ParseResponseHead(text)) {
    Require(answer->status >= 100 && answer->status < 1000);
    CheckFields(answer->fields, answer->framing);
  }
  CheckUrl(SplitFirstLine(text).first);
  return 0;
}

}  // namespace chartbridge::fuzz
