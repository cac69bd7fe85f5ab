// Cryptographic primitives by OpenSSL, each in the one form that chartbridge uses.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "bridge/ports/clock.h"
#include "bridge/ports/failure.h"
#include "bridge/ports/vault.h"

namespace chartbridge::crypto {

using Key = std::array<unsigned char, 32>;
using Digest = std::array<unsigned char, 32>;

Digest Sha256(std::string_view bytes);
Digest HmacSha256(std::string_view key, std::string_view bytes);
Digest HmacSha256(const Key& key, std::string_view bytes);
// True when equal, in time that does not depend on where they differ.
bool ConstantTimeEqual(std::string_view left, std::string_view right);

std::string ToHex(std::span<const unsigned char> bytes);
Result<std::string, fhir::Issue> FromHex(std::string_view hex);
std::string ToBase64(std::string_view bytes);
std::string ToBase64Url(std::string_view bytes);  // RFC 4648 section 5, without padding
Result<std::string, fhir::Issue> FromBase64(std::string_view text);

// HKDF-SHA256 (RFC 5869): one key per purpose out of a master key.
Key DeriveKey(const Key& master, std::string_view purpose);

// AES-256-GCM with a fresh 96-bit nonce. The result names algorithm and key version in its first
// bytes: "CB", 1 (AES-256-GCM), version (4 bytes, big-endian), nonce, ciphertext, tag.
// `context` is authenticated, not stored: tenant | table | column | row.
std::string Seal(const Key& key, std::uint32_t key_version, std::string_view context,
                 std::string_view plain);
// kCorrupt for anything that was not sealed with this key and context.
Result<std::string, bridge::Failure> Open(const Key& key, std::string_view context,
                                          std::string_view sealed);

// The machine's random numbers. One of the two files that may ask for them.
class SystemEntropy final : public bridge::Entropy {
 public:
  void Fill(std::span<unsigned char> bytes) override;
};
std::string RandomUuid(bridge::Entropy& entropy);  // version 4

}  // namespace chartbridge::crypto
