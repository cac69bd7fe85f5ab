// Query strings and the escapes that FHIR adds to them (R4 3.1.1.4.8).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connectors/http/exchange.h"

namespace chartbridge::chart {

// "a=1&b=2", percent-decoded, '+' read as a blank; a broken escape stays as it is.
http::Pairs ReadPairs(std::string_view query);

// `text` cut at each `at` that no backslash escapes; the escapes stay.
std::vector<std::string> SplitUnescaped(std::string_view text, char at);
// "\," "\|" "\$" "\\" without their backslash.
std::string Unescape(std::string_view text);

Result<std::string, Issue> FromBase64Url(std::string text);

}  // namespace chartbridge::chart
