// X-Hub-Signature-256 against the recorded vectors.
#include <gtest/gtest.h>

#include "connectors/crypto/crypto.h"
#include "connectors/whatsapp/verify_signature.h"
#include "fhir/json/parse.h"
#include "tests/connectors/whatsapp/items.h"

namespace chartbridge::whatsapp {
namespace {

std::string Sign(const std::string& secret, const std::string& body) {
  return "sha256=" + ToHex(crypto::HmacSha256(std::string_view(secret), body));
}

TEST(VerifySignature, AgreesWithEveryVector) {
  const auto vectors = fhir::json::Parse(whatsapp_test::ReadFixture("signature/vectors.json"));
  ASSERT_TRUE(vectors);
  ASSERT_FALSE(vectors->items().empty());
  for (const fhir::json::Value& vector : vectors->items()) {
    const std::string body = FromBase64(vector["body_b64"].text()).value();
    const std::vector<std::string> secrets{vector["secret"].text()};
    EXPECT_EQ(VerifySignature(body, vector["header"].text(), secrets).has_value(),
              vector["valid"].boolean().value())
        << vector["name"].text();
  }
}

TEST(VerifySignature, SaysWhichSecretOfARotationMatched) {
  const std::vector<std::string> secrets{"current", "previous"};
  EXPECT_EQ(VerifySignature("body", Sign("current", "body"), secrets), 0U);
  EXPECT_EQ(VerifySignature("body", Sign("previous", "body"), secrets), 1U);
  EXPECT_EQ(VerifySignature("body", Sign("retired", "body"), secrets), std::nullopt);
}

TEST(VerifySignature, ABlankSecretNeverMatches) {
  EXPECT_EQ(VerifySignature("body", Sign("", "body"), std::vector<std::string>{""}), std::nullopt);
  EXPECT_EQ(VerifySignature("body", Sign("", "body"), {}), std::nullopt);
}

TEST(VerifySignature, AnyChangedBitOfTheBodyOrTheHeaderIsRefused) {
  const std::vector<std::string> secrets{"secret"};
  const std::string body = "{\"a\":1}";
  const std::string header = Sign("secret", body);
  for (std::size_t i = 0; i < body.size() * 8; ++i) {
    std::string changed = body;
    changed[i / 8] = static_cast<char>(changed[i / 8] ^ (1 << (i % 8)));
    EXPECT_FALSE(VerifySignature(changed, header, secrets)) << i;
  }
  for (std::size_t i = 0; i < header.size(); ++i) {
    std::string changed = header;
    changed[i] = changed[i] == '0' ? '1' : '0';
    EXPECT_FALSE(VerifySignature(body, changed, secrets)) << i;
  }
}

TEST(VerifySignature, HeadersOfAnotherLengthOrAlgorithmAreRefused) {
  const std::vector<std::string> secrets{"secret"};
  const std::string good = Sign("secret", "body");
  for (const std::string& header :
       {good + "0", good + " ", " " + good, good.substr(0, 70), good + "," + good,
        "SHA256=" + good.substr(7), "sha512=" + good.substr(7), std::string()}) {
    EXPECT_FALSE(VerifySignature("body", header, secrets)) << header;
  }
}

}  // namespace
}  // namespace chartbridge::whatsapp
