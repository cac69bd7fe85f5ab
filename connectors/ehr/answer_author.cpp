#include "connectors/ehr/answer_author.h"

#include <algorithm>
#include <array>
#include <string>

#include "fhir/json/parse.h"

namespace chartbridge::ehr {
namespace {

constexpr std::size_t kLookedAt = 64U << 10U;  // of a page, for words of logging in

std::string Lower(std::string_view text) {
  std::string lower(text.substr(0, kLookedAt));
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return lower;
}

bool SpeaksOfLoggingIn(std::string_view text) {
  const std::string lower = Lower(text);
  constexpr std::array<std::string_view, 10> kWords = {"login",   "log in",  "log-in", "logon",
                                                       "sign in", "sign-in", "signin", "password",
                                                       "saml",    "openid"};
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view word) { return lower.find(word) != lower.npos; });
}

bool Contains(std::string_view text, std::string_view word) {
  return text.find(word) != std::string_view::npos;
}

// Types that a page of somebody else comes in; bytes of a Binary do not.
bool IsText(std::string_view type) {
  return type.empty() || type.starts_with("text/") || Contains(type, "json") ||
         Contains(type, "xml");
}

}  // namespace

Author ReadAuthor(const http::Pairs& headers, std::string_view body) {
  const std::string type = Lower(http::FindHeader(headers, "Content-Type").value_or(""));
  const std::size_t start = body.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos) return Author::kNobody;
  const bool may_be_json = body[start] == '{' || body[start] == '[';
  if (Contains(type, "fhir")) return Author::kFhir;
  if (!IsText(type)) return Author::kUnread;
  const auto parsed = fhir::json::Parse(may_be_json ? body : std::string_view());
  if (parsed && !(*parsed)["resourceType"].text().empty()) return Author::kFhir;
  if (may_be_json && !parsed) return Author::kUnread;
  return SpeaksOfLoggingIn(body) ? Author::kLogInPage : Author::kOtherPage;
}

std::optional<Author> FindStranger(int status, const http::Pairs& headers, std::string_view body) {
  if (status >= 300 && status < 400) {
    const std::string to = http::FindHeader(headers, "Location").value_or("");
    const bool log_in = SpeaksOfLoggingIn(to) || ReadAuthor(headers, body) == Author::kLogInPage;
    return log_in ? Author::kLogInPage : Author::kOtherPage;
  }
  constexpr std::array<int, 5> kOfGateways = {403, 404, 405, 410, 501};
  const bool success = status >= 200 && status < 300;
  if (!success && std::find(kOfGateways.begin(), kOfGateways.end(), status) == kOfGateways.end())
    return std::nullopt;
  const Author author = ReadAuthor(headers, body);
  if (author == Author::kLogInPage || author == Author::kOtherPage) return author;
  // FHIR R4 http.html 3.1.0.1.5 wants an OperationOutcome; a bare 404 is a gateway's.
  if (status == 404 && author == Author::kNobody) {
    const std::string type = Lower(http::FindHeader(headers, "Content-Type").value_or(""));
    if (!Contains(type, "fhir")) return Author::kOtherPage;
  }
  return std::nullopt;
}

}  // namespace chartbridge::ehr
