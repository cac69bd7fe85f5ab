#include "bridge/app/settings_rules.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

#include "bridge/consent/clinic_time.h"

namespace chartbridge {
namespace {

constexpr char kListenForm[] = "must be an address and a port, like \"127.0.0.1:8080\"";

bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::optional<int> ReadInteger(std::string_view text) {
  int number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && stop == end && IsDigit(text[0]) ? std::optional(number)
                                                                 : std::nullopt;
}

constexpr int kDaySeconds = 24 * 60 * 60;

}  // namespace

std::string ListenRule(ServerSettings& server) {
  const std::size_t colon = server.listen.rfind(':');
  if (colon == std::string::npos || colon == 0) return kListenForm;
  std::string host = server.listen.substr(0, colon);
  const auto port = ReadInteger(std::string_view(server.listen).substr(colon + 1));
  if (!port || *port > 65535) return kListenForm;
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host == "localhost") host = "127.0.0.1";
  in6_addr six{};
  in_addr four{};
  if (::inet_pton(AF_INET, host.c_str(), &four) != 1 &&
      ::inet_pton(AF_INET6, host.c_str(), &six) != 1) {
    return kListenForm;
  }
  server.address = host;
  server.port = *port;
  return "";
}

std::string SpanRule(const std::string& text, std::chrono::seconds& span) {
  const char unit = text.empty() ? '\0' : text.back();
  const auto number = text.size() < 2 ? std::nullopt : ReadInteger({text.data(), text.size() - 1});
  const int seconds = unit == 's' ? 1 : unit == 'm' ? 60 : unit == 'h' ? 60 * 60 : 0;
  if (!number || seconds == 0 || *number < 1 || *number > kDaySeconds / seconds)
    return "must be a number and s, m or h, like \"15m\", of at most a day";
  span = std::chrono::seconds(*number * seconds);
  return "";
}

std::string TimezoneRule(const std::string& name) {
  if (bridge::consent::ClinicTime::In(name)) return "";
  return "must be a zone of the IANA database, like \"Europe/Madrid\"";
}

std::string LanguagesRule(const std::vector<std::string>& languages) {
  constexpr char kRule[] = "must name at least one language, each once, like [\"es\", \"en\"]";
  std::set<std::string> seen;
  for (const std::string& language : languages) {
    const std::string_view primary = std::string_view(language).substr(0, language.find('-'));
    const bool letters = std::all_of(primary.begin(), primary.end(), IsLower);
    const bool rest = std::all_of(language.begin(), language.end(), [](char c) {
      return IsLower(c) || IsUpper(c) || IsDigit(c) || c == '-';
    });
    if (!letters || !rest || primary.size() < 2 || primary.size() > 3 || language.ends_with('-') ||
        !seen.insert(language).second) {
      return kRule;
    }
  }
  return languages.empty() ? kRule : "";
}

std::string CountryRule(const std::string& country) {
  if (country.size() == 2 && std::all_of(country.begin(), country.end(), IsUpper)) return "";
  return "must be a country code of two capital letters, like \"ES\"";
}

std::string EmergencyRule(const std::string& number) {
  const std::string_view digits = std::string_view(number).substr(number.starts_with('+') ? 1 : 0);
  const bool good =
      !digits.empty() && digits.size() <= 15 && std::all_of(digits.begin(), digits.end(), IsDigit);
  return good ? "" : "must be a number to dial: digits, with or without a leading +";
}

std::string IdRule(const std::string& id) {
  const bool good = !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
    return IsLower(c) || IsUpper(c) || IsDigit(c) || c == '.' || c == '_' || c == '-';
  });
  return good ? "" : "must be 1 to 64 letters, digits, \".\", \"_\" or \"-\"";
}

std::string ReferenceRule(const std::string& reference, std::string_view type) {
  const std::string start = std::string(type) + "/";
  // FHIR R4 2.24.0.1 `id` knows no "_".
  const bool good = reference.starts_with(start) &&
                    IdRule(reference.substr(start.size())).empty() &&
                    reference.find('_') == std::string::npos;
  return good ? "" : "must be a reference like \"" + start + "clinic\"";
}

}  // namespace chartbridge
