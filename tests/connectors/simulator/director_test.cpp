#include "connectors/simulator/director.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "connectors/whatsapp/parse_delivery.h"
#include "connectors/whatsapp/verify_signature.h"
#include "stage.h"

namespace chartbridge::simulator {
namespace {

using testing::Stage;

class Directing : public ::testing::Test {
 protected:
  DirectorSettings Settings() {
    DirectorSettings settings;
    settings.sender = stage_.Sender();
    settings.business.phone_number_id = "100000000000001";
    settings.start = StartFor(script_, stage_.clock.Now());
    settings.put_resource = [this](const fhir::json::Value& resource) {
      const std::string reference = resource["resourceType"].text() + "/" + resource["id"].text();
      put_[reference] = resource["status"].text();
      happened_.push_back("put " + reference);
      return Result<void, Failure>();
    };
    settings.narrate = [this](const std::string& line) { narrated_ += line + "\n"; };
    settings.settled = [this](const std::vector<std::string>& ids) {
      waited_for_ = ids;
      happened_.push_back("settled");
      taken_when_settled_ = stage_.intake.taken().size();
      return settles_;
    };
    return settings;
  }

  std::vector<mappings::Item> Items() {
    const whatsapp::SplitSettings numbers{{{"main", "100000000000001"}}, ""};
    std::vector<mappings::Item> items;
    for (const auto& delivery : stage_.intake.taken()) {
      for (auto& item : whatsapp::ParseWhole(
               {"whatsapp-cloud", {"main"}, delivery.body, stage_.clock.Now()}, numbers)) {
        items.push_back(std::move(item));
      }
    }
    return items;
  }

  Stage stage_;
  const Script script_ = ReadDay().value();
  std::map<std::string, std::string> put_;
  std::vector<std::string> happened_;
  std::vector<std::string> waited_for_;
  std::size_t taken_when_settled_ = 0;
  std::string narrated_;
  bool settles_ = true;
};

TEST_F(Directing, EveryDeliveryIsSignedAsciiAndUnderstood) {
  Director director(script_, Settings(), stage_.graph, stage_.clock);
  const auto report = director.Play({});
  ASSERT_TRUE(report) << report.error().text;
  const std::vector<std::string> secrets{"secret"};
  for (const auto& delivery : stage_.intake.taken()) {
    EXPECT_EQ(whatsapp::VerifySignature(delivery.body, delivery.signature, secrets), 0u);
    for (const char c : delivery.body) ASSERT_LT(static_cast<unsigned char>(c), 0x80);
    EXPECT_EQ(delivery.body.find("Lucía"), std::string::npos);
  }
  const auto items = Items();
  const auto ends = director.ExpectedEnds();
  EXPECT_EQ(std::size_t(report->delivered), ends.size());
  ASSERT_EQ(items.size(), ends.size() + 1);  // one message comes twice
  for (std::size_t i = 0; i < ends.size(); ++i) {
    EXPECT_EQ(items[i].channel, "main") << ends[i].line;
    EXPECT_EQ(items[i].kind, ends[i].expected.kind) << ends[i].line;
    EXPECT_EQ(items[i].id ? items[i].id->Reveal() : "", ends[i].provider_id) << ends[i].line;
    EXPECT_FALSE(items[i].sent_implausible) << ends[i].line;
    EXPECT_FALSE(std::holds_alternative<mappings::Unparsable>(items[i].body)) << ends[i].line;
  }
}

TEST_F(Directing, MediaAndQuotesPointToWhatExists) {
  Director director(script_, Settings(), stage_.graph, stage_.clock);
  ASSERT_TRUE(director.Play({}));
  std::set<std::string> ids;
  int media = 0;
  int quotes = 0;
  for (const auto& item : Items()) {
    if (item.id) ids.insert(item.id->Reveal());
    if (const auto* medium = mappings::MediaOf(item)) {
      ++media;
      EXPECT_TRUE(stage_.graph.Find(medium->id.Reveal()));
      EXPECT_TRUE(medium->sha256);
    }
    if (const auto* message = std::get_if<mappings::Message>(&item.body)) {
      const auto* reaction = std::get_if<mappings::Reaction>(&message->content);
      if (reaction != nullptr) {
        EXPECT_TRUE(ids.contains(reaction->target.Reveal()));
      }
      if (message->reply_to && ids.contains(message->reply_to->Reveal())) ++quotes;
    }
  }
  EXPECT_GE(media, 7);
  EXPECT_EQ(quotes, 1);
}

TEST_F(Directing, ConsentIsWithdrawnOnceEarlierMessagesAreSettled) {
  Director director(script_, Settings(), stage_.graph, stage_.clock);
  ASSERT_TRUE(director.Play({}));
  EXPECT_EQ(waited_for_.size(), 2u);
  EXPECT_EQ(put_["Consent/tomer-azulay-wa"], "inactive");
  ASSERT_GE(happened_.size(), 2u);
  EXPECT_EQ(happened_[happened_.size() - 2], "settled");
  EXPECT_EQ(happened_.back(), "put Consent/tomer-azulay-wa");
  std::size_t after = 0;
  for (const auto& end : director.ExpectedEnds())
    after += end.expected.progress == "dropped" ? 1 : 0;
  EXPECT_GE(stage_.intake.taken().size(), taken_when_settled_ + after);
}

TEST_F(Directing, ADayThatDoesNotSettleStopsBeforeTheWithdrawal) {
  settles_ = false;
  Director director(script_, Settings(), stage_.graph, stage_.clock);
  EXPECT_FALSE(director.Play({}));
  EXPECT_EQ(put_["Consent/tomer-azulay-wa"], "active");
}

TEST_F(Directing, P2_ASecondPlayDeliversTheSameIds) {
  const auto keys = [&] {
    std::vector<std::string> all;
    for (const auto& item : Items()) all.push_back(item.item_key);
    return all;
  };
  ASSERT_TRUE(Director(script_, Settings(), stage_.graph, stage_.clock).Play({}));
  const auto first = keys();
  DirectorSettings later = Settings();
  later.start += std::chrono::hours(30);
  ASSERT_TRUE(Director(script_, later, stage_.graph, stage_.clock).Play({}));
  const auto both = keys();
  ASSERT_EQ(both.size(), 2 * first.size());
  EXPECT_TRUE(std::equal(first.begin(), first.end(), both.begin() + std::ptrdiff_t(first.size())));
}

TEST_F(Directing, P8_TheNarrationNamesNobody) {
  ASSERT_TRUE(Director(script_, Settings(), stage_.graph, stage_.clock).Play({}));
  EXPECT_NE(narrated_.find("withdrawal"), std::string::npos);
  for (const auto* list : {&script_.patients, &script_.strangers, &script_.staff}) {
    for (const Persona& one : *list) {
      EXPECT_EQ(narrated_.find(one.wa), std::string::npos);
      EXPECT_EQ(narrated_.find(one.name), std::string::npos);
    }
  }
}

TEST_F(Directing, ABusyServiceGetsTheMessageAgain) {
  stage_.intake.answers = {503, 200, 503, 503};
  ASSERT_TRUE(Director(script_, Settings(), stage_.graph, stage_.clock).Play({}));
  EXPECT_EQ(stage_.intake.posts(), int(stage_.intake.taken().size()) + 3);
}

TEST_F(Directing, ARefusalStopsTheDay) {
  stage_.intake.answers = {401};
  const auto played = Director(script_, Settings(), stage_.graph, stage_.clock).Play({});
  ASSERT_FALSE(played);
  EXPECT_EQ(played.error().kind, FailureKind::kRefused);
  EXPECT_EQ(stage_.intake.posts(), 1);
}

TEST_F(Directing, AWrongVerifyTokenStopsTheDayBeforeItBegins) {
  stage_.intake.verify_token = "other";
  EXPECT_FALSE(Director(script_, Settings(), stage_.graph, stage_.clock).Play({}));
  EXPECT_TRUE(put_.empty());
}

TEST_F(Directing, CanBeStopped) {
  std::stop_source stop;
  DirectorSettings settings = Settings();
  settings.narrate = [&](const std::string& line) {
    if (line.rfind("05", 0) == 0) stop.request_stop();
  };
  EXPECT_FALSE(Director(script_, settings, stage_.graph, stage_.clock).Play(stop.get_token()));
  EXPECT_LT(stage_.intake.taken().size(), 7u);
}

TEST(MetaWebhook, WritesEscapesLikeMeta) {
  const fhir::json::Value value = fhir::json::Object{{"body", "ñ/🌻\n\"<"}};
  EXPECT_EQ(WriteLikeMeta(value), R"({"body":"\u00f1\/\ud83c\udf3b\n\"<"})");
}

TEST(MetaWebhook, AWamidCarriesTheNumberLikeMetas) {
  EXPECT_EQ(
      MakeWamid("34600000123", Bound::kIn, "x").rfind("wamid.HBgLMzQ2MDAwMDAxMjMVAgASGBQzQ", 0),
      0u);
  EXPECT_EQ(
      MakeWamid("34600000123", Bound::kOut, "x").rfind("wamid.HBgLMzQ2MDAwMDAxMjMVAgARGBQzQ", 0),
      0u);
  EXPECT_EQ(MakeWamid("1", Bound::kIn, "x"), MakeWamid("1", Bound::kIn, "x"));
  EXPECT_NE(MakeWamid("1", Bound::kIn, "x"), MakeWamid("1", Bound::kIn, "y"));
}

}  // namespace
}  // namespace chartbridge::simulator
