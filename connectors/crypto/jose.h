// JOSE by libcjose: signed tokens (RFC 7515, RFC 7519) and the keys that they are checked with
// (RFC 7517). Asymmetric algorithms only: RS256, RS384, RS512, ES256, ES384, ES512; a token of
// another one ("none", HMAC) is none.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/failure.h"
#include "fhir/json/value.h"

namespace chartbridge::crypto {

enum class JwsAlgorithm { kRs256, kRs384, kRs512, kEs256, kEs384, kEs512 };
// "RS256", …
std::string_view ToString(JwsAlgorithm algorithm);

// Signs and publishes what checks it. Any thread.
class SigningKey {
 public:
  // A new one of the library's random numbers: P-256, P-384, P-521, or RSA of 3072 bits.
  static SigningKey Generate(JwsAlgorithm algorithm);
  // A private JWK. kRefused when it is none, or of a type that does not fit the algorithm.
  static Result<SigningKey, Failure> Read(std::string_view jwk, JwsAlgorithm algorithm);

  // The thumbprint of the public key (RFC 7638), in base64url.
  const std::string& id() const { return id_; }
  // With "use", "alg" and "kid".
  fhir::json::Value PublicJwk() const;
  // A compact JWS whose header names algorithm and key; "" when the library fails.
  std::string Sign(const fhir::json::Value& claims) const;

 private:
  SigningKey(std::shared_ptr<void> key, JwsAlgorithm algorithm);

  std::shared_ptr<void> key_;
  JwsAlgorithm algorithm_;
  std::string id_;
};

// The claims of a compact JWS that one of the keys in `jwks` (a JWK set) signed by one of the
// algorithms that `allowed` names. Where the header names a key, that one alone counts. Whose the
// claims are, for whom and until when is the caller's to check. kRefused for anything else.
Result<fhir::json::Value, Failure> VerifyJws(std::string_view token, const fhir::json::Value& jwks,
                                             const std::vector<JwsAlgorithm>& allowed);

}  // namespace chartbridge::crypto
