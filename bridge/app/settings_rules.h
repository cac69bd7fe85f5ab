// What the values of settings must look like. Each rule answers with the rest of a sentence that
// begins with the key, or "" when the value is good.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bridge/app/settings.h"

namespace chartbridge {

enum class PlainHttp {
  kToThisMachine,  // http only to a loopback address
  kAllowed,
};

// An absolute https URL without user, query and fragment.
std::string UrlRule(const std::string& url, PlainHttp http);
// The scheme and host of such a URL, nothing behind.
std::string OriginRule(const std::string& origin);

// "host:port", "[::1]:port"; fills in address and port.
std::string ListenRule(ServerSettings& server);

// "90s", "15m", "1h": from one second to a day; fills in `span`.
std::string SpanRule(const std::string& text, std::chrono::seconds& span);

std::string TimezoneRule(const std::string& name);
std::string LanguagesRule(const std::vector<std::string>& languages);
std::string CountryRule(const std::string& country);
std::string EmergencyRule(const std::string& number);
// Letters, digits, ".", "_" and "-"; at most 64.
std::string IdRule(const std::string& id);
// "Type/id".
std::string ReferenceRule(const std::string& reference, std::string_view type);
// A PostgreSQL URL may not carry a password.
std::string PostgresRule(const std::string& url);

}  // namespace chartbridge
