#include "connectors/login/account_names.h"

#include <algorithm>

namespace chartbridge::login {

std::size_t Characters(std::string_view utf8) {
  return std::size_t(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
  }
  return lower;
}

std::string ReadName(std::string_view typed, std::size_t longest) {
  while (typed.starts_with(' ')) typed.remove_prefix(1);
  while (typed.ends_with(' ')) typed.remove_suffix(1);
  const bool printable = std::none_of(typed.begin(), typed.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20U || c == 0x7F;
  });
  return printable && Characters(typed) <= longest ? std::string(typed) : std::string();
}

std::string ReadLanguage(std::string_view language) {
  return language == "es" || language == "he" ? std::string(language) : std::string("en");
}

}  // namespace chartbridge::login
