// What a password must be: long enough (NIST SP 800-63B section 5.1.1), and by zxcvbn's estimate
// one that nobody tries within the first hundred million.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chartbridge::login {

// Why the password is refused, in words that do not repeat it; nullopt when it will do.
// `own_words`: names of the person and the clinic, worth no more than words of a dictionary.
std::optional<std::string> WhyPasswordRefused(const std::string& password,
                                              const std::vector<std::string>& own_words);

}  // namespace chartbridge::login
