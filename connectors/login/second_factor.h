// The second factor of an account: a code of the authenticator, or one of the recovery codes.
#pragma once

#include <optional>
#include <string_view>

#include "bridge/ports/people.h"
#include "connectors/login/hasher.h"

namespace chartbridge::login {

struct Factor {
  enum class Kind { kNone, kCode, kRecovery };
  Kind kind = Kind::kNone;
  std::int64_t step = 0;  // of kCode
  std::size_t place = 0;  // of kRecovery
};

// kNone when `typed` proves nothing. nullopt: too busy to tell.
std::optional<Factor> CheckFactor(Hasher& hasher, const bridge::Account& account,
                                  std::string_view typed, Instant now);

// Marks it used: a code's step is taken, a recovery code is gone.
void Spend(bridge::Account& account, const Factor& factor);

}  // namespace chartbridge::login
