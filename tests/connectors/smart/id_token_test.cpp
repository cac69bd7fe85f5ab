// The id_token, checked as an app does: against the keys that the server publishes.
#include "connectors/crypto/jose.h"
#include "smart_fixture.h"

namespace chartbridge::smart {
namespace {

using fhir::json::Value;

class IdTokenFlowTest : public SmartTest {
 protected:
  Value ClaimsOf(const std::string& jwt) {
    const Reply keys = chart::Send(*smart_, {.target = "/smart/keys"}, "");
    const auto claims = crypto::VerifyJws(jwt, keys.Json(), {crypto::JwsAlgorithm::kEs256});
    EXPECT_TRUE(claims.has_value());
    return claims ? *claims : Value();
  }
};

TEST_F(IdTokenFlowTest, ItNamesThePersonToTheAppThatAsked) {
  const std::string code =
      CodeFor("clinician", "Patient/anna",
              {{"scope", "openid fhirUser launch patient/Communication.rs"}, {"nonce", "n-1"}});
  const auto answer = Redeem(code).Json();
  EXPECT_EQ(answer["scope"].text(), "openid fhirUser launch patient/Communication.rs");
  const std::string jwt = answer["id_token"].text();
  const Value claims = ClaimsOf(jwt);
  EXPECT_EQ(claims["iss"].text(), "http://127.0.0.1:8080/fhir");
  EXPECT_EQ(claims["aud"].text(), "chartbridge-chart");
  EXPECT_EQ(claims["sub"].text(), IdOf("clinician"));
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
