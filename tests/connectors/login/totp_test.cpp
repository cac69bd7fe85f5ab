#include "connectors/login/totp.h"

#include <gtest/gtest.h>

namespace chartbridge::login {
namespace {

const std::string kSecret = "12345678901234567890";  // RFC 6238 appendix B, SHA-1

Instant At(std::int64_t seconds) { return FromUnixMillis(seconds * 1000); }

TEST(Totp, Rfc6238AppendixB) {
  const struct {
    std::int64_t at;
    const char* last_six;
  } rows[] = {{59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
              {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
  for (const auto& row : rows) EXPECT_EQ(CodeOf(kSecret, StepAt(At(row.at))), row.last_six);
}

TEST(Totp, ACodeIsTakenDuringItsStep) {
  const std::string code = CodeOf(kSecret, 100);
  EXPECT_EQ(AcceptedStep(kSecret, code, At(3000), 0), 100);
  EXPECT_EQ(AcceptedStep(kSecret, code, At(3029), 0), 100);
}

TEST(Totp, TheStepBeforeOnlyInTheFirstTenSeconds) {
  const std::string code = CodeOf(kSecret, 100);
  EXPECT_EQ(AcceptedStep(kSecret, code, At(3039), 0), 100);
  EXPECT_EQ(AcceptedStep(kSecret, code, At(3040), 0), std::nullopt);
  EXPECT_EQ(AcceptedStep(kSecret, code, At(3060), 0), std::nullopt);
}

TEST(Totp, NeverACodeOfTheFuture) {
  EXPECT_EQ(AcceptedStep(kSecret, CodeOf(kSecret, 101), At(3029), 0), std::nullopt);
}

TEST(Totp, NoStepTwiceAndNoneBeforeTheLastTaken) {
  EXPECT_EQ(AcceptedStep(kSecret, CodeOf(kSecret, 100), At(3005), 100), std::nullopt);
  EXPECT_EQ(AcceptedStep(kSecret, CodeOf(kSecret, 99), At(3005), 100), std::nullopt);
  EXPECT_EQ(AcceptedStep(kSecret, CodeOf(kSecret, 99), At(3005), 98), 99);
}

TEST(Totp, WhatIsNoCodeFitsNothing) {
  for (const char* typed : {"", "12345", "1234567", "12345a", "-12345", "１２３４５６"})
    EXPECT_EQ(ReadCode(typed), "") << typed;
  EXPECT_EQ(ReadCode(" 012 345 "), "012345");
  EXPECT_EQ(AcceptedStep("", "", At(3000), 0), std::nullopt);
  EXPECT_EQ(AcceptedStep("", "000000", At(3000), 0), std::nullopt);
}

TEST(Totp, TheUriNamesIssuerAndAccountEscaped) {
  EXPECT_EQ(ToBase32(kSecret), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  EXPECT_EQ(ToUri("Elm & Oak", "dana@clinic", kSecret),
            "otpauth://totp/Elm%20%26%20Oak:dana%40clinic?secret="
            "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Elm%20%26%20Oak&algorithm=SHA1&digits=6"
            "&period=30");
}

}  // namespace
}  // namespace chartbridge::login
