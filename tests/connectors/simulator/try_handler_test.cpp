#include "connectors/simulator/try_handler.h"

#include <gtest/gtest.h>

#include <atomic>
#include <map>

#include "connectors/crypto/crypto.h"
#include "connectors/simulator/try_message.h"
#include "connectors/whatsapp/parse_delivery.h"
#include "fhir/json/parse.h"
#include "fhir/json/write.h"
#include "stage.h"

namespace chartbridge::simulator {
namespace {

using fhir::json::Object;
using fhir::json::Value;

class Trying : public ::testing::Test {
 protected:
  Trying() { stage_.Mount(&handler_); }

  http::Answer Post(const std::string& body,
                    http::Pairs headers = {{"Content-Type", "application/json"}}) {
    http::Call call;
    call.method = "POST";
    call.url = stage_.url("/try/send");
    call.headers = std::move(headers);
    call.body = body;
    return stage_.client.Send(call).value();
  }
  http::Answer Post(const Value& message) { return Post(fhir::json::Write(message)); }
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
  static Value File(const std::string& name, const std::string& type, const std::string& bytes) {
    return Object{{"name", name}, {"type", type}, {"data", ToBase64(bytes)}};
  }

  struct Page final : http::Handler {
    std::atomic<int> asked = 0;
    void Handle(http::Request&, http::Responder& responder) override {
      ++asked;
      responder.Send(http::TextResponse(200, "the page"));
    }
  };

  Page page_;
  testing::Stage stage_;
  crypto::SystemEntropy entropy_;
  std::string asked_;
  std::string status_;
  TryHandler handler_{ReadDay().value(),
                      {stage_.Sender(),
                       {"100000000000001"},
                       [this](const std::string& id) {
                         asked_ = id;
                         return status_;
                       },
                       &page_},
                      stage_.graph,
                      stage_.clock,
                      entropy_};
};

TEST_F(Trying, WhatIsNotForThePhoneIsForThePage) {
  for (const char* path : {"/try", "/try/", "/try/index.html", "/try/send/more"}) {
    const auto answer = stage_.Get(path);
    EXPECT_EQ(answer.status, 200) << path;
    EXPECT_EQ(answer.body, "the page");
  }
  EXPECT_EQ(page_.asked, 4);
}

TEST_F(Trying, AnswersAreNoDocuments) {
  const auto answer = stage_.Get("/try/people");
  EXPECT_EQ(http::FindHeader(answer.headers, "Content-Security-Policy"),
            "default-src 'none'; frame-ancestors 'none'");
  EXPECT_EQ(http::FindHeader(answer.headers, "X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(http::FindHeader(answer.headers, "Cache-Control"), "no-store");
}

TEST_F(Trying, ATextBecomesASignedWebhookAndItsFateIsTold) {
  const auto sent = Post(Value(Object{{"person", "noa-levi"}, {"text", "שלום"}}));
  ASSERT_EQ(sent.status, 200) << sent.body;
  const auto items = Items();
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(items[0].kind, "text");
  EXPECT_EQ(items[0].contact.phone->Reveal(), "972555550111");
  const std::string ticket = fhir::json::Parse(sent.body).value()["ticket"].text();
  EXPECT_EQ(stage_.Get("/try/status?ticket=" + ticket).body,
            R"({"progress":"received","reason":""})");
  status_ = R"({"progress":"filed","reason":""})";
  EXPECT_EQ(stage_.Get("/try/status?ticket=" + ticket).body, status_);
  EXPECT_EQ(asked_, items[0].id->Reveal());
  EXPECT_EQ(stage_.Get("/try/status?ticket=unknown").status, 404);
}

TEST_F(Trying, TwoPatientsOfOneNumberAreOnePhone) {
  const auto people = fhir::json::Parse(stage_.Get("/try/people").body).value();
  std::map<std::string, std::string> consents;
  for (const auto& one : people.items()) {
    EXPECT_TRUE(consents.emplace(one["number"].text(), one["consent"].text()).second);
  }
  EXPECT_EQ(consents["+972555550116"], "shared");
  EXPECT_EQ(consents["+972555550114"], "withdrawn");
  EXPECT_EQ(consents["+34600000115"], "none");
}

TEST_F(Trying, P8_NoAnswerNamesTheProvidersId) {
  const auto sent = Post(Value(Object{{"person", "noa-levi"}, {"text", "x"}}));
  EXPECT_EQ(sent.body.find("wamid"), std::string::npos);
}

TEST_F(Trying, FilesBecomeMediaOfTheirKind) {
  struct Row {
    const char* type;
    const char* kind;
    bool caption;
  };
  for (const Row& row : {Row{"image/jpeg", "image", true}, Row{"image/webp", "sticker", false},
                         Row{"audio/ogg", "audio", false}, Row{"video/mp4", "video", true},
                         Row{"application/pdf", "document", true}, Row{"", "document", true}}) {
    const Value message = Object{
        {"person", "lucia-ferrer"}, {"text", "mira"}, {"file", File("a b.bin", row.type, "bytes")}};
    ASSERT_EQ(Post(message).status, 200);
    const auto item = Items().back();
    EXPECT_EQ(item.kind, row.kind);
    const auto* media = mappings::MediaOf(item);
    ASSERT_NE(media, nullptr) << row.type;
    EXPECT_EQ(stage_.graph.Find(media->id.Reveal())->bytes, "bytes");
    const auto& content =
        std::get<mappings::MediaContent>(std::get<mappings::Message>(item.body).content);
    EXPECT_EQ(content.caption.has_value(), row.caption) << row.type;
  }
}

TEST_F(Trying, SomebodyNewWritesFromTheirOwnNumber) {
  ASSERT_EQ(
      Post(Value(Object{{"number", "+34 600-000 150"}, {"name", "Inés"}, {"text", "hola"}})).status,
      200);
  EXPECT_EQ(Items()[0].contact.phone->Reveal(), "34600000150");
}

TEST_F(Trying, WhatCannotBeSentIsSaidPlainly) {
  for (const char* body :
       {"", "[]", "{}", R"({"person":"nobody","text":"x"})", R"({"person":"noa-levi","text":"  "})",
        R"({"number":"0555550111","text":"x"})", R"({"number":"+34abc600000150","text":"x"})",
        R"({"number":"+1","text":"x"})", R"({"person":"noa-levi","file":{"name":"a","data":"!!"}})",
        R"({"person":"noa-levi","file":{"name":"a","data":""}})"}) {
    const auto answer = Post(std::string(body));
    EXPECT_EQ(answer.status, 400) << body;
    EXPECT_FALSE(fhir::json::Parse(answer.body).value()["problem"].text().empty());
  }
  EXPECT_EQ(Post(Value(Object{{"person", "noa-levi"}, {"text", std::string(5000, 'x')}})).status,
            400);
  EXPECT_EQ(Post(std::string((12U << 20U) + 1, 'x')).status, 413);
  EXPECT_TRUE(stage_.intake.taken().empty());
}

TEST_F(Trying, AnotherSitesPageCannotSend) {
  const std::string body = R"({"person":"noa-levi","text":"x"})";
  const std::string own = "http://127.0.0.1:" + std::to_string(stage_.port());
  EXPECT_EQ(Post(body, {{"Content-Type", "text/plain"}}).status, 403);
  EXPECT_EQ(Post(body, {}).status, 403);
  EXPECT_EQ(
      Post(body, {{"Content-Type", "application/json"}, {"Origin", "https://evil.example"}}).status,
      403);
  EXPECT_EQ(Post(body, {{"Content-Type", "application/json"}, {"Origin", "null"}}).status, 403);
  EXPECT_EQ(
      Post(body, {{"Content-Type", "application/json; charset=utf-8"}, {"Origin", own}}).status,
      200);
  EXPECT_EQ(stage_.Get("/try/send").status, 405);
}

TEST_F(Trying, AServiceThatDoesNotTakeItIsReported) {
  stage_.intake.answers = {503, 503, 503, 503};
  EXPECT_EQ(Post(Value(Object{{"person", "noa-levi"}, {"text", "x"}})).status, 502);
}

}  // namespace
}  // namespace chartbridge::simulator
