#include "connectors/crypto/jose.h"

#include <gtest/gtest.h>

#include "base/codec.h"
#include "fhir/json/parse.h"

namespace chartbridge::crypto {
namespace {

using fhir::json::Array;
using fhir::json::Object;
using fhir::json::Value;

constexpr JwsAlgorithm kAll[] = {JwsAlgorithm::kRs256, JwsAlgorithm::kRs384, JwsAlgorithm::kRs512,
                                 JwsAlgorithm::kEs256, JwsAlgorithm::kEs384, JwsAlgorithm::kEs512};
const std::vector<JwsAlgorithm> kEvery(std::begin(kAll), std::end(kAll));

Value SetOf(const Value& jwk) { return Object{{"keys", Array{jwk}}}; }
Value Json(std::string_view text) { return *fhir::json::Parse(text); }

TEST(Jose, WhatAKeySignedItsPublicHalfVerifies) {
  for (const JwsAlgorithm algorithm : kAll) {
    const SigningKey key = SigningKey::Generate(algorithm);
    const Value jwk = key.PublicJwk();
    EXPECT_EQ(jwk["alg"].text(), ToString(algorithm));
    EXPECT_EQ(jwk["kid"].text(), key.id());
    for (const char* secret : {"d", "p", "q", "dp", "dq", "qi"})
      EXPECT_EQ(jwk.Find(secret), nullptr) << secret;
    const auto claims = VerifyJws(key.Sign(Object{{"sub", "dana"}}), SetOf(jwk), {algorithm});
    ASSERT_TRUE(claims) << ToString(algorithm);
    EXPECT_EQ((*claims)["sub"].text(), "dana");
  }
  const SigningKey one = SigningKey::Generate(JwsAlgorithm::kEs256);
  const SigningKey other = SigningKey::Generate(JwsAlgorithm::kEs256);
  EXPECT_FALSE(VerifyJws(other.Sign(Object{{"sub", "dana"}}), SetOf(one.PublicJwk()), kEvery));
}

// Many: a half that begins with a zero byte must be padded, on every curve.
TEST(Jose, EverySignatureOfACurveHasItsLength) {
  for (const JwsAlgorithm algorithm :
       {JwsAlgorithm::kEs256, JwsAlgorithm::kEs384, JwsAlgorithm::kEs512}) {
    const SigningKey key = SigningKey::Generate(algorithm);
    for (int n = 0; n < 100; ++n)
      ASSERT_TRUE(VerifyJws(key.Sign(Object{{"n", n}}), SetOf(key.PublicJwk()), {algorithm})) << n;
  }
}

// RFC 7515 appendix A.2 and A.3: made by others.
TEST(Jose, TheExamplesOfTheStandardVerify) {
  const std::string payload =
      ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnV"
      "lfQ.";
  const std::string es256 =
      "eyJhbGciOiJFUzI1NiJ9" + payload +
      "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
  const Value ec =
      SetOf(Json(R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
                 R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})"));
  const auto claims = VerifyJws(es256, ec, kEvery);
  ASSERT_TRUE(claims);
  EXPECT_EQ((*claims)["iss"].text(), "joe");
  std::string other = es256;
  other[30] = other[30] == 'A' ? 'B' : 'A';
  EXPECT_FALSE(VerifyJws(other, ec, kEvery));
  EXPECT_FALSE(VerifyJws(es256, ec, {JwsAlgorithm::kEs384})) << "not allowed";
}

TEST(Jose, WhatTheHeaderClaimsDoesNotChooseTheCheck) {
  const SigningKey key = SigningKey::Generate(JwsAlgorithm::kRs256);
  const Value jwks = SetOf(key.PublicJwk());
  const std::string good = key.Sign(Object{{"sub", "dana"}});
  const std::string rest = good.substr(good.find('.'));
  for (const char* header :
       {R"({"alg":"none"})", R"({"alg":"HS256"})", R"({"alg":"RS384"})", R"({"alg":"ES256"})",
        R"({"alg":"RS256","crit":["exp"],"exp":1})", R"({"alg":"RS256","kid":"other"})", "{}", ""})
    EXPECT_FALSE(VerifyJws(ToBase64Url(header) + rest, jwks, kEvery)) << header;
  for (const std::string& broken :
       {std::string(), std::string("."), std::string(".."), good.substr(0, good.rfind('.')),
        good.substr(0, good.rfind('.') + 1), good + ".", std::string(100000, 'a')})
    EXPECT_FALSE(VerifyJws(broken, jwks, kEvery));
  EXPECT_FALSE(VerifyJws(good, Object(), kEvery));
  EXPECT_FALSE(VerifyJws(good, Json(R"({"keys":[{"kty":"RSA"},{},7]})"), kEvery));
}

// RFC 7517: a key for encryption, or for another algorithm, checks nothing.
TEST(Jose, AKeyIsUsedForWhatItSaysItIsFor) {
  const SigningKey key = SigningKey::Generate(JwsAlgorithm::kEs256);
  Value jwk = key.PublicJwk();
  const std::string token = key.Sign(Object{{"sub", "dana"}});
  jwk.Set("use", "enc");
  EXPECT_FALSE(VerifyJws(token, SetOf(jwk), kEvery));
  jwk.Set("use", "sig");
  EXPECT_TRUE(VerifyJws(token, SetOf(jwk), kEvery));
  jwk.Set("alg", "ES384");
  EXPECT_FALSE(VerifyJws(token, SetOf(jwk), kEvery));
}

TEST(Jose, APrivateKeyIsReadOnlyForWhatItFits) {
  constexpr std::string_view kEc =
      R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
      R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",)"
      R"("d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"})";
  const auto key = SigningKey::Read(kEc, JwsAlgorithm::kEs256);
  ASSERT_TRUE(key);
  EXPECT_TRUE(VerifyJws(key->Sign(Object{{"n", 1}}), SetOf(key->PublicJwk()), kEvery));
  EXPECT_FALSE(SigningKey::Read(kEc, JwsAlgorithm::kEs384));
  EXPECT_FALSE(SigningKey::Read(kEc, JwsAlgorithm::kRs256));
  for (const char* none :
       {"", "{}", "7", R"({"kty":"EC","crv":"P-256","x":"AA","y":"AA","d":"AA"})"})
    EXPECT_FALSE(SigningKey::Read(none, JwsAlgorithm::kEs256)) << none;
}

}  // namespace
}  // namespace chartbridge::crypto
