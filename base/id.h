// Identities. A derived identity names the same thing however often it is computed, which makes a
// repeated write a no-op (design.md section 7).
#pragma once

#include <compare>
#include <string>
#include <string_view>

namespace chartbridge {

// An identifier that cannot be mistaken for one of another kind.
template <class Tag>
class Id {
 public:
  Id() = default;
  explicit Id(std::string value) : value_(std::move(value)) {}
  const std::string& value() const { return value_; }
  bool empty() const { return value_.empty(); }
  auto operator<=>(const Id&) const = default;

 private:
  std::string value_;
};

// The UUID of RFC 4122 version 5 (SHA-1) of `name` in the namespace UUID `space` (36 characters,
// lower case). `space` must be a UUID; anything else ends the process.
std::string UuidV5(std::string_view space, std::string_view name);

// True for the 36-character lower-case hexadecimal form.
bool IsUuid(std::string_view text);

}  // namespace chartbridge
