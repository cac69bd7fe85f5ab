// Who launched an app, said in a way that the app can check: OpenID Connect Core 1.0 section 2,
// signed with ES256 (RFC 7518 3.4) under a key that lives as long as the process.
#pragma once

#include <memory>
#include <string>

#include "fhir/json/value.h"

namespace chartbridge::smart {

// Any thread.
class IdTokenSigner {
 public:
  IdTokenSigner();  // makes the key
  ~IdTokenSigner();
  IdTokenSigner(const IdTokenSigner&) = delete;
  IdTokenSigner& operator=(const IdTokenSigner&) = delete;

  // A JWT (RFC 7519) with these claims; "" when the library fails.
  std::string Sign(const fhir::json::Value& claims) const;
  // The public key as a JWK set (RFC 7517).
  fhir::json::Value Keys() const;

 private:
  class Key;
  std::unique_ptr<Key> key_;
  std::string x_;
  std::string y_;
  std::string kid_;  // RFC 7638
};

}  // namespace chartbridge::smart
