// The channel as the bridge sees it: whose signature, what it can and what it cannot.
#include <gtest/gtest.h>

#include "tests/connectors/whatsapp/channel_fixture.h"
#include "tests/connectors/whatsapp/items.h"

namespace chartbridge::whatsapp_test {
namespace {

using whatsapp::WhatsAppChannel;

class ChannelTest : public ChannelFixture {
 protected:
  ChannelTest() {
    whatsapp::ChannelSettings main = Number("main", kPhoneNumberId);
    main.app_secret_previous_file = "main.previous";
    whatsapp::ChannelSettings sister = Number("sister", "2");
    sister.app_secret_file = main.app_secret_file;
    sister.app_secret_previous_file = main.app_secret_previous_file;
    settings_.channels = {main, sister, Number("other", "3")};
    files_ = {{"main.secret", "new"},
              {"main.previous", "old"},
              {"other.secret", "elsewhere"},
              {"other.verify", "verify-other"}};
  }
  std::vector<std::string> Verify(const std::string& body, const std::string& signature) {
    WhatsAppChannel channel(settings_, Around());
    return channel.Verify(
        {"https://x/webhooks/whatsapp", {{"x-hub-signature-256", signature}}, body});
  }

  whatsapp::WhatsAppSettings settings_;
};

TEST_F(ChannelTest, NamesEveryChannelWhoseSecretSignedTheBytes) {
  using Ids = std::vector<std::string>;
  EXPECT_EQ(Verify("{}", Sign("{}", "new")), (Ids{"main", "sister"}));
  EXPECT_EQ(Verify("{}", Sign("{}", "old")), (Ids{"main", "sister"}));
  EXPECT_EQ(Verify("{}", Sign("{}", "elsewhere")), (Ids{"other"}));
  EXPECT_EQ(Verify("{}", Sign("{ }", "new")), Ids{});
  EXPECT_EQ(Verify("{}", Sign("{}", "stolen")), Ids{});
  EXPECT_EQ(Verify("{}", "sha1=3e5aadf41a74e71ac2f149f2e8ffb10cc9438fd4"), Ids{});
  files_.clear();
  EXPECT_EQ(Verify("{}", Sign("{}", "")), Ids{});
}

TEST_F(ChannelTest, WithoutASignatureNobodySignedIt) {
  WhatsAppChannel channel(settings_, Around());
  EXPECT_TRUE(channel.Verify({"", {{"x-hub-signature", "sha1=00"}}, "{}"}).empty());
}

TEST_F(ChannelTest, SecretsAreAskedForEachTimeSoThatTheyCanRotate) {
  WhatsAppChannel channel(settings_, Around());
  const bridge::SignedRequest request{"", {{"x-hub-signature-256", Sign("{}", "newest")}}, "{}"};
  EXPECT_TRUE(channel.Verify(request).empty());
  files_["main.secret"] = "newest";
  EXPECT_EQ(channel.Verify(request).size(), 2U);
}

TEST_F(ChannelTest, ReadsItsNumbersAndNobodyElses) {
  WhatsAppChannel channel(settings_, Around());
  std::vector<std::string> channels;
  const auto take = [&](mappings::Item&& item) {
    channels.push_back(item.channel);
    EXPECT_TRUE(channel.Read(item.channel, item.received, item.content));
    return true;
  };
  channel.Parse(Delivery(ReadFixture("webhook/batch_two_entries_two_wabas.json")), 0, take);
  EXPECT_EQ(channels, (std::vector<std::string>{"main", ""}));
  EXPECT_EQ(channel.Routes(), std::vector<std::string>{"/webhooks/whatsapp"});
}

TEST_F(ChannelTest, SaysThatItDoesNotSend) {
  WhatsAppChannel channel(settings_, Around());
  const auto sent = channel.Send({"key", "main", "34600000123", "text", {}});
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().then, bridge::SendFailure::Then::kStop);
  EXPECT_FALSE(sent.error().maybe_sent);
  EXPECT_NE(sent.error().sentence.find("not part of this version"), std::string::npos);
}

TEST_F(ChannelTest, FetchesNothingForAChannelThatIsNotItsOwn) {
  WhatsAppChannel channel(settings_, Around());
  struct NoSink final : bridge::VaultWriter {
    Result<void, Failure> Write(std::span<const char>) override { std::abort(); }
    Result<void, Failure> Commit() override { std::abort(); }
  } sink;
  EXPECT_EQ(channel.FetchMedium("elsewhere", {}, sink).error().kind, FailureKind::kRefused);
}

TEST_F(ChannelTest, TheHandshakeKnowsTheTokenOfAnyNumber) {
  WhatsAppChannel channel(settings_, Around());
  (void)channel.handshake();
  const std::vector<std::string> tokens{"verify-other"};
  EXPECT_EQ(whatsapp::AnswerHandshake({{"hub.mode", "subscribe"},
                                       {"hub.challenge", "1158201444"},
                                       {"hub.verify_token", "verify-other"}},
                                      tokens)
                .body,
            "1158201444");
}

}  // namespace
}  // namespace chartbridge::whatsapp_test
