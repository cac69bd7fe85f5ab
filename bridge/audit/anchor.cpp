#include "bridge/audit/anchor.h"

#include <openssl/evp.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <vector>

#include "bridge/audit/canonical.h"
#include "bridge/audit/sha256.h"
#include "fhir/json/parse.h"
#include "fhir/json/write.h"

namespace chartbridge::bridge::audit {
namespace {

using fhir::json::Value;
using PrivateKey = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using SignContext = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

constexpr std::string_view kTag("chartbridge-anchor-v1\0", 22);
constexpr std::size_t kSignatureSize = 64;

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string ToHex(const unsigned char* bytes, std::size_t size) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (std::size_t i = 0; i < size; ++i) {
    hex.push_back(kDigits[bytes[i] >> 4U]);
    hex.push_back(kDigits[bytes[i] & 15U]);
  }
  return hex;
}

std::optional<std::string> FromHex(std::string_view hex, std::size_t size) {
  if (hex.size() != 2 * size) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    int byte = 0;
    for (const char c : hex.substr(i, 2)) {
      const bool digit = c >= '0' && c <= '9';
      if (!digit && (c < 'a' || c > 'f')) return std::nullopt;
      byte = byte * 16 + (digit ? c - '0' : c - 'a' + 10);
    }
    bytes.push_back(static_cast<char>(byte));
  }
  return bytes;
}

PrivateKey ReadSeed(const std::array<unsigned char, 32>& seed) {
  PrivateKey key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()),
                 EVP_PKEY_free);
  if (!key) throw std::runtime_error("Ed25519 is not available");
  return key;
}

Value ToJson(const Anchor& anchor) {
  Value json;
  json.Set("v", 1);
  json.Set("chain", anchor.chain);
  json.Set("seq", anchor.seq);
  json.Set("hash", anchor.hash);
  json.Set("t", anchor.t);
  json.Set("key", anchor.key);
  json.Set("prevAnchor", anchor.prev_anchor);
  return json;
}

std::string SignedText(const Anchor& anchor) {
  return std::string(kTag).append(CanonicalAnchor(anchor));
}

}  // namespace

Anchor NextAnchor(const ChainHead& head, const Anchor* previous, std::string key, Instant now) {
  if (head.seq < 0) throw std::logic_error("an empty chain has nothing to anchor");
  Anchor anchor{head.chain, head.seq, head.hash, ToInstantText(std::max(now, head.t)),
                std::move(key)};
  if (previous != nullptr) anchor.prev_anchor = AnchorHash(*previous);
  return anchor;
}

std::string CanonicalAnchor(const Anchor& anchor) {
  auto canonical = WriteCanonical(ToJson(anchor));
  // Only reachable with text that is not UTF-8 or a seq beyond 2^53: no chain has them.
  if (!canonical) throw std::logic_error("an anchor has no canonical form");
  return std::move(canonical.value());
}

std::string AnchorHash(const Anchor& anchor) { return Sha256Hex(CanonicalAnchor(anchor)); }

SignedAnchor SignAnchor(const Anchor& anchor, const std::array<unsigned char, 32>& seed) {
  const PrivateKey key = ReadSeed(seed);
  const SignContext context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  const std::string text = SignedText(anchor);
  std::array<unsigned char, kSignatureSize> signature{};
  std::size_t size = signature.size();
  if (!context || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
      EVP_DigestSign(context.get(), signature.data(), &size, Bytes(text), text.size()) != 1) {
    throw std::runtime_error("Ed25519 failed");
  }
  return {anchor, ToHex(signature.data(), size)};
}

std::string PublicKeyOf(const std::array<unsigned char, 32>& seed) {
  std::array<unsigned char, 32> bytes{};
  std::size_t size = bytes.size();
  if (EVP_PKEY_get_raw_public_key(ReadSeed(seed).get(), bytes.data(), &size) != 1) {
    throw std::runtime_error("Ed25519 failed");
  }
  return ToHex(bytes.data(), size);
}

std::string KeyNameOf(std::string_view public_key) { return Sha256Hex(public_key).substr(0, 16); }

bool IsSignedBy(const SignedAnchor& anchor, std::string_view public_key) {
  const auto key_bytes = FromHex(public_key, 32);
  const auto signature = FromHex(anchor.signature, kSignatureSize);
  if (!key_bytes || !signature) return false;
  const PrivateKey key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, Bytes(*key_bytes), key_bytes->size()),
      EVP_PKEY_free);
  const SignContext context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  const std::string text = SignedText(anchor.anchor);
  return key && context &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), Bytes(*signature), signature->size(), Bytes(text),
                          text.size()) == 1;
}

std::string WriteAnchorLine(const SignedAnchor& anchor) {
  Value line;
  line.Set("anchor", ToJson(anchor.anchor));
  line.Set("signature", anchor.signature);
  return Write(line);
}

Result<SignedAnchor, Issue> ReadAnchorLine(std::string_view line) {
  auto json = fhir::json::Parse(line);
  if (!json) return Unexpected<Issue>(json.error());
  const Value& body = (*json)["anchor"];
  SignedAnchor anchor;
  anchor.anchor = {body["chain"].text(), body["seq"].integer().value_or(-1),
                   body["hash"].text(),  body["t"].text(),
                   body["key"].text(),   body["prevAnchor"].text()};
  anchor.signature = (*json)["signature"].text();
  // Whatever the line says beside what we read would not be under the signature that we check.
  const auto read = WriteCanonical(body);
  const bool same =
      read.has_value() && anchor.anchor.seq >= 0 && *read == CanonicalAnchor(anchor.anchor);
  if (!same || anchor.anchor.chain.empty() || !IsHash(anchor.anchor.hash) ||
      !IsHash(anchor.anchor.prev_anchor) || !FromHex(anchor.signature, kSignatureSize)) {
    return Fault("structure", "anchor", "this is no anchor of version 1");
  }
  return anchor;
}

}  // namespace chartbridge::bridge::audit
