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

}  // namespace chartbridge::crypto
