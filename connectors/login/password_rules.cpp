#include "connectors/login/password_rules.h"

#include <algorithm>
#include <set>

#include "connectors/login/account_names.h"
#include "embedded/common_passwords.h"

namespace chartbridge::login {
namespace {

constexpr std::size_t kShortest = 12;
constexpr std::size_t kLongest = 128;
constexpr std::size_t kMostTrimmings = 10;   // digits and signs around a listed word
constexpr std::size_t kFewestDifferent = 5;  // characters
constexpr std::size_t kShortestOwnWord = 4;
constexpr std::size_t kOwnWordRest = 8;  // what must be left without names

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80U; }

// Neighbours on the keyboard, in the alphabet or among the digits, either way.
bool Neighbours(char left, char right) {
  constexpr std::string_view kRows =
      "abcdefghijklmnopqrstuvwxyz 01234567890 qwertyuiop asdfghjkl zxcvbnm";
  const char pair[2] = {left, right};
  const char reverse[2] = {right, left};
  return kRows.find(std::string_view(pair, 2)) != std::string_view::npos ||
         kRows.find(std::string_view(reverse, 2)) != std::string_view::npos;
}

bool Sequence(std::string_view lower) {
  std::size_t steps = 0;
  for (std::size_t n = 1; n < lower.size(); ++n) {
    if (lower[n] == lower[n - 1] || Neighbours(lower[n - 1], lower[n])) ++steps;
  }
  return steps * 4 >= (lower.size() - 1) * 3;
}

std::string Letters(std::string_view lower) {
  std::string letters;
  std::copy_if(lower.begin(), lower.end(), std::back_inserter(letters), IsLetter);
  return letters;
}

// Without spaces, the longest first: a name may be a part of another.
std::vector<std::string> Words(const std::vector<std::string>& own_words) {
  std::vector<std::string> words;
  for (const std::string& own : own_words) {
    std::string word = LowerCase(own);
    std::erase(word, ' ');
    if (word.size() >= kShortestOwnWord) words.push_back(std::move(word));
  }
  std::sort(words.begin(), words.end(), [](const std::string& left, const std::string& right) {
    return left.size() > right.size();
  });
  return words;
}

bool MostlyOwnWords(std::string lower, const std::vector<std::string>& own_words) {
  std::erase(lower, ' ');
  const std::size_t before = lower.size();
  for (const std::string& word : Words(own_words)) {
    for (std::size_t at = lower.find(word); at != std::string::npos; at = lower.find(word))
      lower.erase(at, word.size());
  }
  return lower.size() < before && Characters(lower) < kOwnWordRest;
}

}  // namespace

PasswordRules::PasswordRules() {
  std::string_view rest = embedded::common_passwords::Find("common_passwords.txt")->bytes;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    if (end > 0 && rest.front() != '#') listed_.push_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  std::sort(listed_.begin(), listed_.end());
}

bool PasswordRules::Listed(std::string_view lower) const {
  return std::binary_search(listed_.begin(), listed_.end(), lower);
}

bool PasswordRules::WordWithTrimmings(std::string_view lower) const {
  std::string_view word = lower;
  while (!word.empty() && !IsLetter(word.front())) word.remove_prefix(1);
  while (!word.empty() && !IsLetter(word.back())) word.remove_suffix(1);
  return lower.size() - word.size() <= kMostTrimmings && (Listed(word) || Listed(Letters(word)));
}

bool PasswordRules::Repetition(std::string_view lower) const {
  for (std::size_t period = 1; period <= lower.size() / 2; ++period) {
    if (lower.substr(period) != lower.substr(0, lower.size() - period)) continue;
    const std::string_view unit = lower.substr(0, period);
    if (period <= 4 || WordWithTrimmings(unit) || Sequence(unit)) return true;
  }
  return false;
}

std::optional<std::string> PasswordRules::WhyRefused(
    std::string_view password, const std::vector<std::string>& own_words) const {
  const std::size_t characters = Characters(password);
  if (characters < kShortest) return "The password needs at least 12 characters.";
  if (characters > kLongest) return "The password can have at most 128 characters.";
  const std::string lower = LowerCase(password);
  const std::set<char> different(lower.begin(), lower.end());
  if (Listed(lower) || WordWithTrimmings(lower) || Repetition(lower) || Sequence(lower) ||
      different.size() < kFewestDifferent) {
    return "This password is one of those that are tried first; take one that is harder to guess.";
  }
  if (MostlyOwnWords(lower, own_words)) {
    return "The password is mostly made of a name; take one that is harder to guess.";
  }
  return std::nullopt;
}

}  // namespace chartbridge::login
