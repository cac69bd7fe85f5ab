#include "connectors/login/password_rules.h"

#include <zxcvbn.h>

#include <algorithm>

#include "connectors/login/account_names.h"

namespace chartbridge::login {
namespace {

constexpr std::size_t kShortest = 12;
constexpr std::size_t kLongest = 128;
constexpr double kFewestBits = 26.6;  // 10^8 guesses: zxcvbn's score 3, "safely unguessable"

// Each name as it is, its words, and the whole without spaces; in lower case, as zxcvbn wants them.
std::vector<std::string> Spellings(const std::vector<std::string>& own_words) {
  std::vector<std::string> spellings;
  for (const std::string& own : own_words) {
    const std::string lower = LowerCase(own);
    std::string joined = lower;
    std::erase(joined, ' ');
    spellings.insert(spellings.end(), {lower, joined});
    for (std::size_t at = 0; at < lower.size();) {
      const std::size_t end = std::min(lower.find(' ', at), lower.size());
      spellings.push_back(lower.substr(at, end - at));
      at = end + 1;
    }
  }
  std::erase(spellings, "");
  return spellings;
}

double BitsOf(const std::string& password, const std::vector<std::string>& own_words) {
  const std::vector<std::string> spellings = Spellings(own_words);
  std::vector<const char*> words;
  for (const std::string& word : spellings) words.push_back(word.c_str());
  words.push_back(nullptr);
  return ZxcvbnMatch(password.c_str(), words.data(), nullptr);
}

}  // namespace

std::optional<std::string> WhyPasswordRefused(const std::string& password,
                                              const std::vector<std::string>& own_words) {
  const std::size_t characters = Characters(password);
  if (characters < kShortest) return "The password needs at least 12 characters.";
  if (characters > kLongest) return "The password can have at most 128 characters.";
  if (BitsOf(password, own_words) >= kFewestBits) return std::nullopt;
  if (BitsOf(password, {}) >= kFewestBits)
    return "The password is mostly made of a name; take one that is harder to guess.";
  return "This password is one of those that are tried first; take one that is harder to guess.";
}

}  // namespace chartbridge::login
