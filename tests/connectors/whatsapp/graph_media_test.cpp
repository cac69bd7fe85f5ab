// Media from the Graph API over real sockets.
#include "base/codec.h"
#include "tests/connectors/whatsapp/graph_media_fixture.h"

namespace chartbridge::whatsapp_test {
namespace {

TEST_F(GraphMediaTest, IsResolvedByIdAndStreamedIntoTheVault) {
  media.sha256 = whatsapp::ReadSha256(sha256);
  const auto fetched = Fetch();
  ASSERT_TRUE(fetched) << fetched.error().text;
  EXPECT_EQ(sink.bytes, body);
  EXPECT_EQ(fetched->size, body.size());
  EXPECT_EQ(fetched->sniffed_type, "image/jpeg");
  EXPECT_EQ(fetched->sha256_hex, sha256);
  EXPECT_EQ(FromBase64(fetched->sha1_base64)->size(), 20U);
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[0].raw_query, "phone_number_id=109876543210987");
  for (const auto& request : requests) {
    EXPECT_EQ(http::FindHeader(request.headers, "Authorization"), "Bearer s3cret");
  }
}

TEST_F(GraphMediaTest, SizeAsTextAndHashInBase64AreTheSame) {
  sha256 = ToBase64(FromHex(sha256).value());
  file_size = "\"" + file_size + "\"";
  EXPECT_TRUE(Fetch());
}

TEST_F(GraphMediaTest, WithoutSizeAndHashIsTaken) {
  sha256 = "";
  file_size = "null";
  EXPECT_TRUE(Fetch());
}

TEST_F(GraphMediaTest, P12PassesInPieces) {
  body = Jpeg(4'900'000);
  sha256 = ToHex(crypto::Sha256(body));
  file_size = std::to_string(body.size());
  ASSERT_TRUE(Fetch());
  EXPECT_EQ(sink.bytes, body);
  EXPECT_LE(sink.largest, 1U << 20U);
}

TEST_F(GraphMediaTest, NotThereYetAsksForASoonRepeat) {
  resolve = [this](const Request&) {
    if (resolves == 1) return http::TextResponse(404, "not yet");
    return http::JsonResponse(200, Reply(server.url("/media/1")));
  };
  const auto first = Fetch();
  ASSERT_FALSE(first);
  EXPECT_EQ(first.error().kind, FailureKind::kUnreachable);
  EXPECT_EQ(first.error().retry_after, Milliseconds(2000));
  EXPECT_TRUE(Fetch());
}

TEST_F(GraphMediaTest, ALinkThatRanOutIsAskedForOnceMore) {
  download = [this](const Request&) {
    return downloads == 1 ? http::TextResponse(404, "gone") : http::Response{200, {}, body};
  };
  ASSERT_TRUE(Fetch());
  EXPECT_EQ(resolves, 2);
  EXPECT_EQ(sink.bytes, body);
}

TEST_F(GraphMediaTest, ALinkThatStaysAwayIsNotAskedForForEver) {
  download = [](const Request&) { return http::TextResponse(404, "gone"); };
  const auto fetched = Fetch();
  ASSERT_FALSE(fetched);
  EXPECT_EQ(fetched.error().kind, FailureKind::kUnreachable);
  EXPECT_EQ(downloads, 2);
}

TEST_F(GraphMediaTest, AnExpiredIdIsGone) {
  resolve = [](const Request&) {
    return http::JsonResponse(400, R"({"error":{"code":100,"error_subcode":33}})");
  };
  EXPECT_EQ(Fetch().error().kind, FailureKind::kNotFound);
}

TEST_F(GraphMediaTest, AnInvalidTokenStopsTheLine) {
  resolve = [](const Request&) { return http::JsonResponse(401, R"({"error":{"code":190}})"); };
  EXPECT_EQ(Fetch().error().kind, FailureKind::kUnauthorized);
}

TEST_F(GraphMediaTest, ThrottlingSaysHowLong) {
  resolve = [](const Request&) {
    http::Response response = http::JsonResponse(400, R"({"error":{"code":130429}})");
    response.headers.emplace_back("Retry-After", "11");
    return response;
  };
  const auto fetched = Fetch();
  ASSERT_FALSE(fetched);
  EXPECT_EQ(fetched.error().kind, FailureKind::kThrottled);
  EXPECT_EQ(fetched.error().retry_after, Milliseconds(11000));
}

TEST_F(GraphMediaTest, BytesWithAnotherHashAreCorrupt) {
  download = [this](const Request&) {
    std::string changed = body;
    changed.back() = 'y';
    return http::Response{200, {}, changed};
  };
  EXPECT_EQ(Fetch().error().kind, FailureKind::kCorrupt);
  sha256 = "";
  media.sha256 = crypto::Sha256(body);
  EXPECT_EQ(Fetch().error().kind, FailureKind::kCorrupt);
}

TEST_F(GraphMediaTest, AnotherHashThanTheWebhooksIsNotEvenFetched) {
  media.sha256 = crypto::Sha256("something else");
  EXPECT_EQ(Fetch().error().kind, FailureKind::kCorrupt);
  EXPECT_EQ(downloads, 0);
}

TEST_F(GraphMediaTest, AnotherLengthThanAnnouncedIsCorrupt) {
  file_size = std::to_string(body.size() + 1);
  EXPECT_EQ(Fetch().error().kind, FailureKind::kCorrupt);
}

TEST_F(GraphMediaTest, AnnouncedTooLargeIsNotEvenFetched) {
  file_size = "5000001";
  EXPECT_EQ(Fetch().error().kind, FailureKind::kTooLarge);
  EXPECT_EQ(downloads, 0);
}

TEST_F(GraphMediaTest, TooLargeWithoutBeingAnnouncedIsCutOff) {
  file_size = "null";
  body = Jpeg(5'000'001);
  EXPECT_EQ(Fetch().error().kind, FailureKind::kTooLarge);
  EXPECT_LE(sink.bytes.size(), 5'000'000U);
}

TEST_F(GraphMediaTest, ATypeThatIsNotTakenNeverReachesTheVault) {
  body = "<!DOCTYPE html><html><body>Log in</body></html>";
  sha256 = "";
  file_size = "null";
  const auto fetched = Fetch();
  ASSERT_FALSE(fetched);
  EXPECT_EQ(fetched.error().kind, FailureKind::kRefused);
  EXPECT_EQ(CodeOf(fetched.error()), "not-supported");
  EXPECT_EQ(sink.bytes, "");
}

TEST_F(GraphMediaTest, WhatTheVaultSaysIsPassedOn) {
  sink.full = true;
  EXPECT_EQ(Fetch().error().kind, FailureKind::kFull);
}

TEST_F(GraphMediaTest, AnAnswerWithoutAUrlIsCorrupt) {
  for (const char* reply : {"", "[]", "{}", R"({"url":7})", "<html>"}) {
    resolve = [reply](const Request&) { return http::JsonResponse(200, reply); };
    EXPECT_EQ(Fetch().error().kind, FailureKind::kCorrupt) << reply;
  }
}

TEST_F(GraphMediaTest, AnIdThatCouldChangeThePathIsNeverSent) {
  for (const char* id :
       {"", "..", "../messages", "1?fields=x", "1/../2", "%2e%2e", "1 2", "a\nb"}) {
    media.id = mappings::ProviderId(id);
    EXPECT_EQ(Fetch().error().kind, FailureKind::kNotFound) << id;
  }
  media.id = mappings::ProviderId("1003");
  media.unavailable = true;
  EXPECT_EQ(Fetch().error().kind, FailureKind::kNotFound);
  EXPECT_TRUE(server.requests().empty());
}

TEST_F(GraphMediaTest, AChannelWithoutSettingsIsRefused) {
  whatsapp::GraphMedia source{whatsapp::GraphMediaSettings{}};
  EXPECT_EQ(source.Fetch("main", media, sink).error().kind, FailureKind::kRefused);
}

}  // namespace
}  // namespace chartbridge::whatsapp_test
