#include <openssl/rand.h>

#include <climits>
#include <stdexcept>

#include "connectors/crypto/crypto.h"

namespace chartbridge::crypto {

// Without random numbers there are no keys: the process ends rather than go on with weak ones.
void SystemEntropy::Fill(std::span<unsigned char> bytes) {
  if (bytes.size() > INT_MAX || RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    throw std::runtime_error("the machine gives no random numbers");
  }
}

std::string RandomUuid(Entropy& entropy) {
  std::array<unsigned char, 16> bytes{};
  entropy.Fill(bytes);
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0fU) | 0x40U);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3fU) | 0x80U);
  std::string uuid = ToHex(bytes);
  for (const std::size_t dash : {8U, 13U, 18U, 23U}) uuid.insert(dash, 1, '-');
  return uuid;
}

}  // namespace chartbridge::crypto
