#include "connectors/ehr/credentials.h"

#include <gtest/gtest.h>

#include "fake_fhir.h"

namespace chartbridge::ehr {
namespace {

using testing::FakeFhir;
using testing::Reply;
using testing::Seen;

Secret Fixed(std::string text) {
  return [text] { return Result<std::string, Failure>(text); };
}

TEST(Credentials, BasicAndBearerHeaders) {
  EXPECT_EQ(*BasicCredentials("Aladdin", Fixed("open sesame\n")).Authorization(),
            "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  EXPECT_EQ(*BearerCredentials(Fixed("abc\r\n")).Authorization(), "Bearer abc");
  EXPECT_EQ(*NoCredentials().Authorization(), "");
}

TEST(Credentials, ABlankOrSplitSecretIsNeverSent) {
  for (const char* secret : {"", "\n", "a\nX-Evil: 1", "a\tb"}) {
    EXPECT_FALSE(BearerCredentials(Fixed(secret)).Authorization());
  }
}

TEST(Credentials, AfterA401TheFileIsReadAgainOnce) {
  std::string file = "old";
  FakeFhir server([](const Seen& seen) {
    return seen.header("Authorization") == "Bearer new"
               ? Reply{200, R"({"resourceType":"Patient"})"}
               : Reply{401, ""};
  });
  BearerCredentials bearer(
      [&] { return Result<std::string, Failure>(std::exchange(file, "new")); });
  testing::Connection connection(server.base(), &bearer);
  EXPECT_TRUE(connection.rest.Get("Patient/1"));
  EXPECT_EQ(server.seen().size(), 2u);
  EXPECT_TRUE(connection.rest.Get("Patient/1"));
  EXPECT_EQ(server.seen().size(), 3u);
}

TEST(Credentials, ATokenThatStaysRefusedStopsTheLine) {
  FakeFhir server([](const Seen&) { return Reply{401, ""}; });
  BearerCredentials bearer(Fixed("same"));
  testing::Connection connection(server.base(), &bearer);
  const auto answer = connection.rest.Get("Patient/1");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, FailureKind::kUnauthorized);
  EXPECT_EQ(server.seen().size(), 1u);
}

TEST(Credentials, TheTokenNeverFollowsARedirect) {
  FakeFhir other([](const Seen&) { return Reply{}; });
  FakeFhir server([&](const Seen&) {
    return Reply{302, "", {{"Location", other.base() + "/Patient/1"}}};
  });
  BearerCredentials bearer(Fixed("secret"));
  testing::Connection connection(server.base(), &bearer);
  EXPECT_FALSE(connection.rest.Get("Patient/1"));
  EXPECT_TRUE(other.seen().empty());
}

}  // namespace
}  // namespace chartbridge::ehr
