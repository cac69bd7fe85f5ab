#include "connectors/crypto/jose.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>

extern "C" {
#include <cjose/cjose.h>
}

#include "connectors/crypto/crypto.h"
#include "fhir/json/parse.h"
#include "fhir/json/write.h"

namespace chartbridge::crypto {
namespace {

using fhir::json::Object;
using fhir::json::Value;

struct Row {
  JwsAlgorithm algorithm;
  std::string_view name;
  std::string_view type;   // of the key
  std::string_view curve;  // "" for RSA
  cjose_jwk_ec_curve curve_id;
};
constexpr std::array<Row, 6> kRows{{
    {JwsAlgorithm::kRs256, "RS256", "RSA", "", CJOSE_JWK_EC_INVALID},
    {JwsAlgorithm::kRs384, "RS384", "RSA", "", CJOSE_JWK_EC_INVALID},
    {JwsAlgorithm::kRs512, "RS512", "RSA", "", CJOSE_JWK_EC_INVALID},
    {JwsAlgorithm::kEs256, "ES256", "EC", "P-256", CJOSE_JWK_EC_P_256},
    {JwsAlgorithm::kEs384, "ES384", "EC", "P-384", CJOSE_JWK_EC_P_384},
    {JwsAlgorithm::kEs512, "ES512", "EC", "P-521", CJOSE_JWK_EC_P_521},
}};
constexpr std::size_t kRsaBits = 3072;
constexpr std::size_t kFewestRsaBits = 2048;  // RFC 7518 section 3.3
constexpr std::size_t kLongestToken = 64U << 10U;

const Row& RowOf(JwsAlgorithm algorithm) { return kRows.at(std::size_t(algorithm)); }

struct FreeJws {
  void operator()(cjose_jws_t* jws) const { cjose_jws_release(jws); }
};
using Jws = std::unique_ptr<cjose_jws_t, FreeJws>;

std::shared_ptr<void> Owned(cjose_jwk_t* key) {
  return {key, [](void* held) { cjose_jwk_release(static_cast<cjose_jwk_t*>(held)); }};
}
cjose_jwk_t* In(const std::shared_ptr<void>& key) { return static_cast<cjose_jwk_t*>(key.get()); }

Value JsonOf(const std::shared_ptr<void>& key) {
  cjose_err error;
  const std::unique_ptr<char, decltype(&std::free)> text(cjose_jwk_to_json(In(key), false, &error),
                                                         &std::free);
  auto json = text ? fhir::json::Parse(text.get()) : fhir::json::Parse("{}");
  return json ? std::move(*json) : Value(Object());
}

bool Fits(const Value& jwk, const Row& row) {
  return jwk["kty"].text() == row.type && (row.curve.empty() || jwk["crv"].text() == row.curve);
}

std::shared_ptr<void> ImportKey(std::string_view jwk) {
  cjose_err error;
  return Owned(cjose_jwk_import(jwk.data(), jwk.size(), &error));
}

// RFC 7638 section 3: the members that a key needs, in the order of their names.
std::string Thumbprint(const Value& jwk) {
  Value needed{Object()};
  for (const char* name : {"crv", "e", "kty", "n", "x", "y"}) {
    if (const Value* member = jwk.Find(name); member != nullptr) needed.Set(name, *member);
  }
  const Digest hash = Sha256(fhir::json::Write(needed));
  return ToBase64Url({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

Unexpected<Failure> Refused(std::string text) {
  return Fail(FailureKind::kRefused, std::move(text));
}

Jws Import(std::string_view token, cjose_err& error) {
  return Jws(cjose_jws_import(token.data(), token.size(), &error));
}

std::string HeaderOf(const Jws& jws, const char* name) {
  cjose_err error;
  const char* text = cjose_header_get(cjose_jws_get_protected(jws.get()), name, &error);
  return text == nullptr ? "" : text;
}

std::optional<Value> ClaimsOf(std::string_view token, const std::shared_ptr<void>& key) {
  cjose_err error;
  const Jws jws = Import(token, error);
  std::uint8_t* bytes = nullptr;
  std::size_t size = 0;
  if (!jws || !key || !cjose_jws_verify(jws.get(), In(key), &error) ||
      !cjose_jws_get_plaintext(jws.get(), &bytes, &size, &error))
    return std::nullopt;
  auto claims = fhir::json::Parse({reinterpret_cast<const char*>(bytes), size});
  return claims && claims->is_object() ? std::optional(std::move(*claims)) : std::nullopt;
}

// RFC 7517 section 4: what a key says about itself must allow this use.
bool MayVerify(const Value& jwk, const Row& row, const std::string& named) {
  const Value* use = jwk.Find("use");
  const Value* algorithm = jwk.Find("alg");
  return Fits(jwk, row) && (named.empty() || jwk["kid"].text() == named) &&
         (use == nullptr || use->text() == "sig") &&
         (algorithm == nullptr || algorithm->text() == row.name);
}

}  // namespace

std::string_view ToString(JwsAlgorithm algorithm) { return RowOf(algorithm).name; }

SigningKey::SigningKey(std::shared_ptr<void> key, JwsAlgorithm algorithm)
    : key_(std::move(key)), algorithm_(algorithm), id_(Thumbprint(JsonOf(key_))) {}

SigningKey SigningKey::Generate(JwsAlgorithm algorithm) {
  cjose_err error;
  const Row& row = RowOf(algorithm);
  constexpr std::array<std::uint8_t, 3> kExponent{1, 0, 1};
  cjose_jwk_t* key = row.type == "RSA" ? cjose_jwk_create_RSA_random(kRsaBits, kExponent.data(),
                                                                     kExponent.size(), &error)
                                       : cjose_jwk_create_EC_random(row.curve_id, &error);
  if (key == nullptr) throw std::bad_alloc();  // the library has no other reason
  return {Owned(key), algorithm};
}

Result<SigningKey, Failure> SigningKey::Read(std::string_view jwk, JwsAlgorithm algorithm) {
  const auto json = fhir::json::Parse(jwk);
  if (!json || !Fits(*json, RowOf(algorithm)) || json->Find("d") == nullptr)
    return Refused("This is no private key (JWK) for " + std::string(ToString(algorithm)) + ".");
  auto key = ImportKey(jwk);
  cjose_err error;
  if (!key ||
      (RowOf(algorithm).type == "RSA" && cjose_jwk_get_keysize(In(key), &error) < kFewestRsaBits))
    return Refused("The key (JWK) is broken or too short.");
  return SigningKey(std::move(key), algorithm);
}

Value SigningKey::PublicJwk() const {
  Value jwk = JsonOf(key_);
  jwk.Set("use", "sig");
  jwk.Set("alg", ToString(algorithm_));
  jwk.Set("kid", id_);
  return jwk;
}

std::string SigningKey::Sign(const Value& claims) const {
  cjose_err error;
  const std::unique_ptr<cjose_header_t, void (*)(cjose_header_t*)> header(cjose_header_new(&error),
                                                                          &cjose_header_release);
  const std::string text = fhir::json::Write(claims);
  if (!header ||
      !cjose_header_set(header.get(), CJOSE_HDR_ALG, RowOf(algorithm_).name.data(), &error) ||
      !cjose_header_set(header.get(), CJOSE_HDR_KID, id_.c_str(), &error) ||
      !cjose_header_set(header.get(), "typ", "JWT", &error))
    return "";
  const Jws jws(cjose_jws_sign(In(key_), header.get(),
                               reinterpret_cast<const std::uint8_t*>(text.data()), text.size(),
                               &error));
  const char* compact = nullptr;
  return jws && cjose_jws_export(jws.get(), &compact, &error) ? std::string(compact) : "";
}

Result<Value, Failure> VerifyJws(std::string_view token, const Value& jwks,
                                 const std::vector<JwsAlgorithm>& allowed) {
  const auto refused = Refused("The token is not signed by a key that is known here.");
  cjose_err error;
  const Jws jws = token.size() > kLongestToken ? Jws() : Import(token, error);
  if (!jws) return refused;
  const auto row = std::find_if(kRows.begin(), kRows.end(), [&](const Row& one) {
    return one.name == HeaderOf(jws, CJOSE_HDR_ALG) &&
           std::find(allowed.begin(), allowed.end(), one.algorithm) != allowed.end();
  });
  // RFC 7515 section 4.1.11: what is critical and not understood ends it.
  char* critical = cjose_header_get_raw(cjose_jws_get_protected(jws.get()), "crit", &error);
  std::free(critical);
  if (row == kRows.end() || critical != nullptr) return refused;
  const std::string named = HeaderOf(jws, CJOSE_HDR_KID);
  for (const Value& jwk : jwks["keys"].items()) {
    if (!MayVerify(jwk, *row, named)) continue;
    if (auto claims = ClaimsOf(token, ImportKey(fhir::json::Write(jwk)))) return *std::move(claims);
  }
  return refused;
}

}  // namespace chartbridge::crypto
