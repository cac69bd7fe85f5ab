#include "connectors/chart/negotiate.h"

#include <algorithm>

namespace chartbridge::chart {

namespace {

std::string Lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

std::string Header(const http::Request& request, std::string_view name) {
  return Lower(http::FindHeader(request.headers(), name).value_or(""));
}

std::string QueryValue(const http::Request& request, std::string_view name) {
  for (const auto& [key, value] : request.query()) {
    if (key == name) return Lower(value);
  }
  return "";
}

bool Has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool NamesJson(std::string_view text) {
  // A '+' that was not percent-encoded in _format arrives as a blank.
  return text == "json" || Has(text, "application/fhir+json") ||
         Has(text, "application/fhir json") || Has(text, "application/json") ||
         Has(text, "text/json");
}

// "127.0.0.1:8080" -> "127.0.0.1", "[::1]:8080" -> "[::1]".
std::string_view WithoutPort(std::string_view host) {
  const std::size_t bracket = host.find(']');
  const std::size_t colon = host.find(':', bracket == std::string_view::npos ? 0 : bracket);
  return host.substr(0, colon);
}

bool IsLocalName(std::string_view host) {
  const std::string_view name = WithoutPort(host);
  return name == "localhost" || name == "[::1]" || name.ends_with(".localhost") ||
         (name.starts_with("127.") &&
          name.find_first_not_of("0123456789.") == std::string_view::npos);
}

}  // namespace

Wishes ReadWishes(const http::Request& request) {
  Wishes wishes;
  const std::string prefer = Header(request, "Prefer");
  if (Has(prefer, "return=minimal")) wishes.wanted = Wanted::kMinimal;
  if (Has(prefer, "return=representation")) wishes.wanted = Wanted::kRepresentation;
  if (Has(prefer, "return=operationoutcome")) wishes.wanted = Wanted::kOutcome;
  wishes.strict = Has(prefer, "handling=strict");
  wishes.pretty = QueryValue(request, "_pretty") == "true";
  // _format overrides Accept (R4 3.1.0.1.11).
  const std::string format = QueryValue(request, "_format");
  const std::string accept = format.empty() ? Header(request, "Accept") : format;
  wishes.names_json = NamesJson(accept);
  wishes.takes_json =
      accept.empty() || wishes.names_json || Has(accept, "*/*") || Has(accept, "application/*");
  return wishes;
}

BodyForm FormOf(const http::Request& request) {
  const std::string type = Header(request, "Content-Type");
  const std::size_t charset = type.find("charset=");
  if (charset != std::string::npos) {
    const std::string name = type.substr(charset + 8);
    if (!name.starts_with("utf-8") && !name.starts_with("\"utf-8\"") &&
        !name.starts_with("us-ascii"))
      return BodyForm::kOther;
  }
  const std::string_view media = std::string_view(type).substr(0, type.find_first_of("; "));
  if (media == "application/fhir+json" || media == "application/json" || media == "text/json")
    return BodyForm::kJson;
  return media == "application/x-www-form-urlencoded" ? BodyForm::kForm : BodyForm::kOther;
}

Result<void, Refusal> RequireLocal(const http::Request& request) {
  if (!http::IsLocal(request)) {
    return Refuse(403, "forbidden", "The open chart answers only on this machine.");
  }
  const std::string host = Header(request, "Host");
  if (!host.empty() && !IsLocalName(host)) {
    return Refuse(403, "forbidden", "The open chart answers only to a name of this machine.");
  }
  const std::string origin = Header(request, "Origin");
  if (!origin.empty() && origin != "http://" + host && origin != "https://" + host) {
    return Refuse(403, "forbidden", "The chart does not answer pages of another origin.");
  }
  return {};
}

}  // namespace chartbridge::chart
