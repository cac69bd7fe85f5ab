#include "connectors/login/totp.h"

#include <liboath/oath.h>

#include <array>
#include <cstdlib>

#include "connectors/crypto/crypto.h"

namespace chartbridge::login {
namespace {

constexpr unsigned kDigits = 6;
constexpr std::int64_t kStepSeconds = 30;
constexpr std::int64_t kGraceSeconds = 10;

std::int64_t Seconds(Instant at) {
  return std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
}

std::string PercentEncode(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
    } else {
      out += '%';
      out += kHex[byte >> 4U];
      out += kHex[byte & 15U];
    }
  }
  return out;
}

}  // namespace

std::string RandomSecret(Entropy& entropy) {
  std::array<unsigned char, 20> bytes{};
  entropy.Fill(bytes);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::int64_t StepAt(Instant now) { return Seconds(now) / kStepSeconds; }

Instant StartOf(std::int64_t step) { return FromUnixMillis(step * kStepSeconds * 1000); }

std::string CodeOf(const std::string& secret, std::int64_t step) {
  std::array<char, kDigits + 1> code{};
  const int done = oath_totp_generate(secret.data(), secret.size(), step * kStepSeconds,
                                      kStepSeconds, 0, kDigits, code.data());
  return done == OATH_OK ? std::string(code.data()) : std::string();
}

std::string ReadCode(std::string_view typed) {
  std::string code;
  for (const char c : typed) {
    if (c == ' ') continue;
    if (c < '0' || c > '9' || code.size() == kDigits) return {};
    code += c;
  }
  return code.size() == kDigits ? code : std::string();
}

std::optional<std::int64_t> AcceptedStep(const std::string& secret, std::string_view code,
                                         Instant now, std::int64_t taken) {
  if (secret.empty() || code.size() != kDigits) return std::nullopt;
  const std::int64_t step = StepAt(now);
  const bool grace = Seconds(now) - step * kStepSeconds < kGraceSeconds;
  // Both are always computed: which of them was right must not show in the time.
  const bool is_this = crypto::ConstantTimeEqual(CodeOf(secret, step), code);
  const bool is_last = crypto::ConstantTimeEqual(CodeOf(secret, step - 1), code);
  if (is_this && step > taken) return step;
  if (is_last && grace && step - 1 > taken) return step - 1;
  return std::nullopt;
}

std::string ToBase32(std::string_view bytes) {
  char* text = nullptr;
  std::size_t size = 0;
  if (oath_base32_encode(bytes.data(), bytes.size(), &text, &size) != OATH_OK) return {};
  std::string copy(text, size);
  std::free(text);
  while (copy.ends_with('=')) copy.pop_back();
  return copy;
}

std::string ToUri(const std::string& issuer, const std::string& account,
                  const std::string& secret) {
  const std::string who = PercentEncode(issuer);
  return "otpauth://totp/" + who + ":" + PercentEncode(account) + "?secret=" + ToBase32(secret) +
         "&issuer=" + who + "&algorithm=SHA1&digits=6&period=30";
}

}  // namespace chartbridge::login
