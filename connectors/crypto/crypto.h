// Cryptographic primitives by OpenSSL, each in the one form that chartbridge uses.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/codec.h"
#include "base/failure.h"
#include "bridge/ports/vault.h"

namespace chartbridge::crypto {

using Key = std::array<unsigned char, 32>;
using Digest = std::array<unsigned char, 32>;

Digest Sha256(std::string_view bytes);
Digest HmacSha256(std::string_view key, std::string_view bytes);
Digest HmacSha256(const Key& key, std::string_view bytes);
// True when equal, in time that does not depend on where they differ.
bool ConstantTimeEqual(std::string_view left, std::string_view right);

// HKDF-SHA256 (RFC 5869): one key per purpose out of a master key.
Key DeriveKey(const Key& master, std::string_view purpose);

// AES-256-GCM with a fresh 96-bit nonce. The result names algorithm and key version in its first
// bytes: "CB", 1 (AES-256-GCM), version (4 bytes, big-endian), nonce, ciphertext, tag.
// `context` is authenticated, not stored: tenant | table | column | row.
std::string Seal(const Key& key, std::uint32_t key_version, std::string_view context,
                 std::string_view plain);
// kCorrupt for anything that was not sealed with this key and context.
Result<std::string, Failure> Open(const Key& key, std::string_view context,
                                  std::string_view sealed);

// The machine's random numbers. One of the two files that may ask for them.
class SystemEntropy final : public Entropy {
 public:
  void Fill(std::span<unsigned char> bytes) override;
};
std::string RandomUuid(Entropy& entropy);  // version 4

}  // namespace chartbridge::crypto
