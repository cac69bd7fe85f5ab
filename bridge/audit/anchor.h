// Anchors: the head of a chain, signed, and kept where the database role cannot write
// (reference/audit-and-roles.md section 2). They catch what a chain alone cannot: one rehashed to
// its end, or cut.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/issue.h"
#include "bridge/audit/chain.h"

namespace chartbridge::bridge::audit {

struct Anchor {
  std::string chain;
  std::int64_t seq = 0;
  std::string hash;                       // of the link `seq`
  std::string t;                          // FHIR instant
  std::string key;                        // name of the anchor key
  std::string prev_anchor{kGenesisHash};  // AnchorHash of the one before
};

struct SignedAnchor {
  Anchor anchor;
  std::string signature;  // Ed25519, 128 hex digits
};

// Name of an anchor key -> its raw Ed25519 public key, 64 hex digits.
using AnchorKeys = std::map<std::string, std::string>;

// The anchor that follows `previous` (nullptr: the first one) at the head of a chain. The head must
// have a link.
Anchor NextAnchor(const ChainHead& head, const Anchor* previous, std::string key, Instant now);

std::string CanonicalAnchor(const Anchor& anchor);
std::string AnchorHash(const Anchor& anchor);

// `seed` is the raw Ed25519 private key (RFC 8032).
SignedAnchor SignAnchor(const Anchor& anchor, const std::array<unsigned char, 32>& seed);
std::string PublicKeyOf(const std::array<unsigned char, 32>& seed);  // 64 hex digits

// What an anchor key goes by: the first 16 hex digits of the public key's SHA-256.
std::string KeyNameOf(std::string_view public_key);

// False for any other key, signature or anchor, malformed ones included.
bool IsSignedBy(const SignedAnchor& anchor, std::string_view public_key);

// One line of an anchor file: {"anchor":{…},"signature":"…"}.
std::string WriteAnchorLine(const SignedAnchor& anchor);
Result<SignedAnchor, Issue> ReadAnchorLine(std::string_view line);

}  // namespace chartbridge::bridge::audit
