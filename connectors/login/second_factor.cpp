#include "connectors/login/second_factor.h"

#include "connectors/login/secrets.h"
#include "connectors/login/totp.h"

namespace chartbridge::login {

std::optional<Factor> CheckFactor(Hasher& hasher, const bridge::Account& account,
                                  std::string_view typed, Instant now) {
  if (const std::string code = ReadRecoveryCode(typed); !code.empty()) {
    const auto place = hasher.FindCode(account.recovery, code);
    if (!place) return std::nullopt;
    if (*place == account.recovery.size()) return Factor{};
    return Factor{Factor::Kind::kRecovery, 0, *place};
  }
  const auto step = AcceptedStep(account.totp_secret, ReadCode(typed), now, account.totp_step);
  return step ? Factor{Factor::Kind::kCode, *step, 0} : Factor{};
}

void Spend(bridge::Account& account, const Factor& factor) {
  if (factor.kind == Factor::Kind::kCode) account.totp_step = factor.step;
  if (factor.kind == Factor::Kind::kRecovery)
    account.recovery.erase(account.recovery.begin() + std::ptrdiff_t(factor.place));
}

}  // namespace chartbridge::login
