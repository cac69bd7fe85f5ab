#include "connectors/smart/id_token.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>

#include <array>
#include <vector>

#include "connectors/crypto/crypto.h"
#include "connectors/smart/form_text.h"
#include "fhir/json/write.h"

namespace chartbridge::smart {
namespace {

using fhir::json::Array;
using fhir::json::Object;

constexpr int kHalf = 32;  // bytes of a coordinate and of each part of a signature on P-256

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* thing) const {
    Free(thing);
  }
};
using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>>;
using Context = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;

std::string Padded(const BIGNUM* number) {
  std::array<unsigned char, kHalf> bytes{};
  if (number == nullptr || BN_bn2binpad(number, bytes.data(), kHalf) != kHalf) return "";
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string Coordinate(const EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  EVP_PKEY_get_bn_param(key, name, &number);
  const Number owned(number);
  return ToBase64Url(Padded(owned.get()));
}

// DER, as OpenSSL signs, to the two halves that JOSE wants.
std::string ToHalves(const std::vector<unsigned char>& der) {
  const unsigned char* at = der.data();
  const Signature signature(d2i_ECDSA_SIG(nullptr, &at, long(der.size())));
  if (!signature) return "";
  const std::string r = Padded(ECDSA_SIG_get0_r(signature.get()));
  const std::string s = Padded(ECDSA_SIG_get0_s(signature.get()));
  return r.empty() || s.empty() ? "" : r + s;
}

}  // namespace

class IdTokenSigner::Key {
 public:
  Key() : key_(EVP_EC_gen("P-256")) {}
  EVP_PKEY* get() const { return key_.get(); }

 private:
  std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>> key_;
};

IdTokenSigner::IdTokenSigner()
    : key_(std::make_unique<Key>()),
      x_(Coordinate(key_->get(), OSSL_PKEY_PARAM_EC_PUB_X)),
      y_(Coordinate(key_->get(), OSSL_PKEY_PARAM_EC_PUB_Y)) {
  const auto thumbprint = crypto::Sha256(
      fhir::json::Write(Object{{"crv", "P-256"}, {"kty", "EC"}, {"x", x_}, {"y", y_}}));
  kid_ = ToBase64Url({reinterpret_cast<const char*>(thumbprint.data()), thumbprint.size()});
}

IdTokenSigner::~IdTokenSigner() = default;

std::string IdTokenSigner::Sign(const fhir::json::Value& claims) const {
  const Object head{{"alg", "ES256"}, {"typ", "JWT"}, {"kid", kid_}};
  const std::string text =
      ToBase64Url(fhir::json::Write(head)) + "." + ToBase64Url(fhir::json::Write(claims));
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  const Context context(EVP_MD_CTX_new());
  std::size_t size = 0;
  if (!context ||
      EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_->get()) != 1 ||
      EVP_DigestSign(context.get(), nullptr, &size, bytes, text.size()) != 1) {
    return "";
  }
  std::vector<unsigned char> der(size);
  if (EVP_DigestSign(context.get(), der.data(), &size, bytes, text.size()) != 1) return "";
  der.resize(size);
  const std::string halves = ToHalves(der);
  return halves.empty() ? "" : text + "." + ToBase64Url(halves);
}

fhir::json::Value IdTokenSigner::Keys() const {
  return Object{{"keys", Array{Object{{"kty", "EC"},
                                      {"crv", "P-256"},
                                      {"alg", "ES256"},
                                      {"use", "sig"},
                                      {"kid", kid_},
                                      {"x", x_},
                                      {"y", y_}}}}};
}

}  // namespace chartbridge::smart
