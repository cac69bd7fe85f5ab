#include <openssl/crypto.h>

#include <algorithm>

#include "bridge/ports/vault.h"

namespace chartbridge::bridge {

Result<void, Failure> VaultReader::Skip(std::uint64_t bytes) {
  std::array<char, 65536> passed;
  while (bytes > 0) {
    const auto read =
        Read({passed.data(), std::size_t(std::min<std::uint64_t>(bytes, passed.size()))});
    if (!read) return Unexpected<Failure>(read.error());
    if (*read == 0) break;
    bytes -= *read;
  }
  return {};
}

DataKey::~DataKey() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

}  // namespace chartbridge::bridge
