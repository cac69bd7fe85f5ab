#include "connectors/login/secrets.h"

#include <array>

#include "connectors/crypto/crypto.h"
#include "connectors/login/totp.h"

namespace chartbridge::login {
namespace {

constexpr int kRecoveryCodes = 10;
constexpr std::size_t kRecoveryLength = 10;

}  // namespace

std::string RandomToken(Entropy& entropy) {
  std::array<unsigned char, 32> bytes{};
  entropy.Fill(bytes);
  std::string text = ToBase64({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  while (text.ends_with('=')) text.pop_back();
  for (char& c : text) {
    if (c == '+') c = '-';
    if (c == '/') c = '_';
  }
  return text;
}

std::string HashOf(std::string_view token) { return ToHex(crypto::Sha256(token)); }

std::vector<std::string> RandomRecoveryCodes(Entropy& entropy) {
  std::vector<std::string> codes;
  for (int n = 0; n < kRecoveryCodes; ++n) {
    std::array<unsigned char, 10> bytes{};
    entropy.Fill(bytes);
    const std::string text = ToBase32({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    codes.push_back(text.substr(0, kRecoveryLength));
  }
  return codes;
}

std::string ReadRecoveryCode(std::string_view typed) {
  std::string code;
  for (char c : typed) {
    if (c == ' ' || c == '-') continue;
    if (c >= 'a' && c <= 'z') c = char(c - 'a' + 'A');
    const bool base32 = (c >= 'A' && c <= 'Z') || (c >= '2' && c <= '7');
    if (!base32 || code.size() == kRecoveryLength) return {};
    code += c;
  }
  return code.size() == kRecoveryLength ? code : std::string();
}

}  // namespace chartbridge::login
