// Patient words (promise P8): a value that cannot be printed, formatted or compared by accident
// with text. Whoever needs the characters says Reveal(), which a reviewer can search for.
#pragma once

#include <compare>
#include <string>

namespace chartbridge::mappings {

template <class Tag>
class Sensitive {
 public:
  Sensitive() = default;
  explicit Sensitive(std::string value) : value_(std::move(value)) {}
  const std::string& Reveal() const { return value_; }
  bool empty() const { return value_.empty(); }
  auto operator<=>(const Sensitive&) const = default;

 private:
  std::string value_;
};

using PhoneNumber =
    Sensitive<struct PhoneNumberTag>;  // E.164 digits without "+", as WhatsApp writes it
using BusinessScopedId = Sensitive<struct BusinessScopedTag>;  // "ES.4410098877665544332"
using PersonName = Sensitive<struct PersonNameTag>;  // chosen by the person, proves nothing
using MessageText = Sensitive<struct MessageTextTag>;
using FileName = Sensitive<struct FileNameTag>;      // chosen by the sender; never used as a path
using ProviderId = Sensitive<struct ProviderIdTag>;  // wamid: decodes to the phone number

}  // namespace chartbridge::mappings
