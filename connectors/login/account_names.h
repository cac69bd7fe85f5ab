// What people may call themselves at sign-in.
#pragma once

#include <string>
#include <string_view>

namespace chartbridge::login {

inline constexpr std::size_t kLongestName = 64;
inline constexpr std::size_t kLongestDisplayName = 80;

// One spelling per name, as it is stored and looked for: NFKC (UAX 15), without white space around
// it and without format characters, which nobody sees. "" when it is empty, longer than that many
// characters, no UTF-8 or not printable.
std::string ReadName(std::string_view typed, std::size_t longest = kLongestName);
// The language of the pages; "en" for one that they do not have.
std::string ReadLanguage(std::string_view language);

std::size_t Characters(std::string_view utf8);
std::string LowerCase(std::string_view text);  // of ASCII letters

}  // namespace chartbridge::login
