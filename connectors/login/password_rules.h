// Which passwords are taken: 12 to 128 characters, of any kind, but none of those that are tried
// first (audit-and-roles.md section 6; ASVS 6.2.1 to 6.2.12).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chartbridge::login {

class PasswordRules {
 public:
  PasswordRules();

  // One sentence why it is refused. `own_words`: names of the account and the clinic.
  std::optional<std::string> WhyRefused(std::string_view password,
                                        const std::vector<std::string>& own_words) const;

 private:
  bool Listed(std::string_view lower) const;
  bool WordWithTrimmings(std::string_view lower) const;
  bool Repetition(std::string_view lower) const;

  std::vector<std::string_view> listed_;  // sorted; views of the embedded file
};

}  // namespace chartbridge::login
