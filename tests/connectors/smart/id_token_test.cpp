// The id_token, checked with the library's own reader of signatures against the published key.
#include "connectors/smart/id_token.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include "base/codec.h"
#include "fhir/json/parse.h"
#include "smart_fixture.h"

namespace chartbridge::smart {
namespace {

using fhir::json::Value;

std::string FromBase64Url(std::string text) {
  for (char& c : text) c = c == '-' ? '+' : c == '_' ? '/' : c;
  while (text.size() % 4 != 0) text += '=';
  return FromBase64(text).value();
}

const unsigned char* Bytes(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

EVP_PKEY* PublicKey(const Value& jwk) {
  const std::string point =
      "\x04" + FromBase64Url(jwk["x"].text()) + FromBase64Url(jwk["y"].text());
  OSSL_PARAM_BLD* build = OSSL_PARAM_BLD_new();
  OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0);
  OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
  OSSL_PARAM* parameters = OSSL_PARAM_BLD_to_param(build);
  EVP_PKEY_CTX* context = EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr);
  EVP_PKEY* key = nullptr;
  EVP_PKEY_fromdata_init(context);
  EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters);
  EVP_PKEY_CTX_free(context);
  OSSL_PARAM_free(parameters);
  OSSL_PARAM_BLD_free(build);
  return key;
}

bool Verifies(const std::string& jwt, const Value& jwk) {
  const std::size_t dot = jwt.rfind('.');
  const std::string halves = FromBase64Url(jwt.substr(dot + 1));
  if (halves.size() != 64) return false;
  ECDSA_SIG* signature = ECDSA_SIG_new();
  ECDSA_SIG_set0(signature, BN_bin2bn(Bytes(halves), 32, nullptr),
                 BN_bin2bn(Bytes(halves) + 32, 32, nullptr));
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(signature, &der);
  EVP_PKEY* key = PublicKey(jwk);
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  const bool good = EVP_DigestVerifyInit(context, nullptr, EVP_sha256(), nullptr, key) == 1 &&
                    EVP_DigestVerify(context, der, std::size_t(size), Bytes(jwt), dot) == 1;
  EVP_MD_CTX_free(context);
  EVP_PKEY_free(key);
  OPENSSL_free(der);
  ECDSA_SIG_free(signature);
  return good;
}

Value ClaimsOf(const std::string& jwt) {
  const std::size_t first = jwt.find('.');
  const auto json =
      fhir::json::Parse(FromBase64Url(jwt.substr(first + 1, jwt.rfind('.') - first - 1)));
  EXPECT_TRUE(json.has_value());
  return *json;
}

TEST(IdTokenTest, EverySignatureFitsThePublishedKey) {
  const IdTokenSigner signer;
  const IdTokenSigner other;
  const Value jwk = signer.Keys()["keys"].at(0);
  // Many: a half that begins with a zero byte must be padded.
  for (int i = 0; i < 600; ++i) {
    const std::string jwt = signer.Sign(fhir::json::Object{{"n", i}});
    ASSERT_TRUE(Verifies(jwt, jwk)) << i;
  }
  EXPECT_FALSE(Verifies(other.Sign(fhir::json::Object{{"n", 1}}), jwk));
}

using IdTokenFlowTest = SmartTest;

TEST_F(IdTokenFlowTest, ItNamesThePersonToTheAppThatAsked) {
  const std::string code =
      CodeFor("clinician", "Patient/anna",
              {{"scope", "openid fhirUser launch patient/Communication.rs"}, {"nonce", "n-1"}});
  const auto answer = Redeem(code).Json();
  EXPECT_EQ(answer["scope"].text(), "openid fhirUser launch patient/Communication.rs");
  const std::string jwt = answer["id_token"].text();
  const Reply keys = chart::Send(*smart_, {.target = "/smart/keys"}, "");
  EXPECT_TRUE(Verifies(jwt, keys.Json()["keys"].at(0)));
  const Value claims = ClaimsOf(jwt);
  EXPECT_EQ(claims["iss"].text(), "http://127.0.0.1:8080/fhir");
  EXPECT_EQ(claims["aud"].text(), "chartbridge-chart");
  EXPECT_EQ(claims["sub"].text(), "id-clinician");
  EXPECT_EQ(claims["nonce"].text(), "n-1");
  EXPECT_EQ(claims["fhirUser"].text(), "http://127.0.0.1:8080/fhir/Practitioner/doc");
  EXPECT_EQ(*claims["exp"].integer() - *claims["iat"].integer(), 3600);
}

TEST_F(IdTokenFlowTest, WhoIsNoPractitionerIsNotCalledOne) {
  const auto answer =
      Redeem(CodeFor("other", "Patient/anna",
                     {{"scope", "openid fhirUser launch patient/Communication.rs"}}))
          .Json();
  EXPECT_EQ(answer["scope"].text(), "openid launch patient/Communication.rs");
  EXPECT_EQ(ClaimsOf(answer["id_token"].text()).Find("fhirUser"), nullptr);
}

TEST_F(IdTokenFlowTest, ThereIsNoneForWhoDoesNotAsk) {
  EXPECT_EQ(Redeem(CodeFor("clinician", "Patient/anna")).Json().Find("id_token"), nullptr);
}

}  // namespace
}  // namespace chartbridge::smart
