#include "connectors/smart/form_text.h"

#include <algorithm>

#include "connectors/crypto/crypto.h"
#include "connectors/http/client.h"

namespace chartbridge::smart {
namespace {

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> Decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i] == '+' ? ' ' : text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? HexDigit(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? HexDigit(text[i + 2]) : -1;
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

}  // namespace

std::optional<http::Pairs> ReadForm(std::string_view text) {
  http::Pairs pairs;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    auto name = Decode(pair.substr(0, equals));
    auto value = Decode(pair.substr(std::min(equals + 1, pair.size())));
    if (!name || !value) return std::nullopt;
    pairs.emplace_back(std::move(*name), std::move(*value));
  }
  return pairs;
}

std::string WithParameter(std::string url, std::string_view name, std::string_view value) {
  url += url.find('?') == std::string::npos ? '?' : '&';
  return url + std::string(name) + "=" + Escape(value);
}

const std::string& Parameters::Get(std::string_view name) const {
  static const std::string none;
  for (const auto& [key, value] : pairs_) {
    if (key == name) return value;
  }
  return none;
}

bool Parameters::Repeats(std::string_view name) const {
  return std::count_if(pairs_.begin(), pairs_.end(),
                       [&](const auto& pair) { return pair.first == name; }) > 1;
}

bool Parameters::AnyRepeats() const {
  return std::any_of(pairs_.begin(), pairs_.end(),
                     [&](const auto& pair) { return Repeats(pair.first); });
}

}  // namespace chartbridge::smart
