// Argon2id by libargon2. A password costs 64 MiB and three passes (audit-and-roles.md section 6), a
// recovery code, which nobody chose and which has 50 bit, 19 MiB and two. At most two are computed
// at once, so that a flood of sign-ins cannot take the machine's memory.
#pragma once

#include <atomic>
#include <optional>
#include <semaphore>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace chartbridge::login {

// Any thread. nullopt: too many wait already, or there is no memory; try again later.
class Hasher {
 public:
  explicit Hasher(Entropy& entropy) : entropy_(entropy) {}

  std::optional<std::string> HashPassword(std::string_view password);
  std::optional<bool> VerifyPassword(const std::string& encoded, std::string_view password);

  // All under one salt: to look a code up costs one hash, however many are left.
  std::optional<std::vector<std::string>> HashCodes(const std::vector<std::string>& codes);
  // Where `code` is among them; their size when it is not. None left costs the same.
  std::optional<std::size_t> FindCode(const std::vector<std::string>& hashes,
                                      const std::string& code);

  // Looks like a hash of a password; no password verifies.
  std::string HashOfNothing();

 private:
  class Turn;
  std::optional<std::string> HashCode(std::string_view salt, const std::string& code);

  Entropy& entropy_;
  std::counting_semaphore<2> places_{2};
  std::atomic<int> waiting_{0};
};

}  // namespace chartbridge::login
