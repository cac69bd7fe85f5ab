// New versions of what stands, over the real mapping.
#include <gtest/gtest.h>

#include <atomic>

#include "connectors/ehr/fhir_ehr.h"
#include "fake_fhir.h"
#include "little_chart.h"
#include "tests/mappings/examples.h"

namespace chartbridge::ehr {
namespace {

using bridge::FilingPart;
using bridge::PartState;
using fhir::json::Object;
using fhir::json::Value;
using testing::FakeFhir;
using testing::FakeVault;
using testing::LittleChart;
using testing::Part;
using testing::Reply;
using testing::Seen;

class Amend : public ::testing::Test {
 protected:
  Amend() {
    vault_.sizes["object-1"] = 5;
    const auto item = Photo("My arm");
    const auto sent = ehr_.Send(*ehr_.Plan({item, mappings::ExampleContext(), {}, {}, {}}));
    EXPECT_FALSE(sent.failure);
    standing_ = sent.confirmed;
    message_ = Part(standing_, "message").reference;
  }

  static mappings::Item Photo(const char* caption) {
    return mappings::ExampleItem(mappings::MediaContent{
        mappings::ExampleMedia("image", "image/jpeg"), mappings::MessageText(caption)});
  }

  // The photo came after its message was filed.
  void SendLatePhoto() {
    const auto item = Photo("My arm");
    context_.media.push_back(mappings::ReadyState("image/jpeg"));
    const bridge::BinaryContent file{
        "binary:0", mappings::BinaryReference(item, context_, 0), "image/jpeg", 5, "object-1", 7};
    const auto sent = ehr_.Send(*ehr_.Plan({item, context_, 0, {file}, standing_}));
    ASSERT_FALSE(sent.failure);
    standing_.insert(standing_.end(), sent.confirmed.begin(), sent.confirmed.end());
  }

  bridge::SendOutcome LinkPhoto() {
    const auto item = Photo("My arm");
    return ehr_.Amend(*ehr_.PlanAmendment({item, context_, 0, {}, standing_}));
  }

  // Somebody else writes into the message.
  void Annotate(const char* text) {
    Value resource = chart_.At(message_);
    resource.Set("note", fhir::json::Array{Object{{"authorString", "Dr A"}, {"text", text}}});
    chart_.Put(message_, resource);
  }

  std::string Version() { return chart_.At(message_)["meta"]["versionId"].text(); }
  Value PhotoReference() { return chart_.At(message_)["payload"].at(1)["contentReference"]; }

  LittleChart chart_;
  std::function<void(const Seen&)> before_;
  std::function<std::optional<Reply>(const Seen&)> instead_;
  FakeFhir server_{[this](const Seen& seen) {
    if (before_) before_(seen);
    if (instead_) {
      if (auto reply = instead_(seen)) return *reply;
    }
    return chart_.Answer(seen);
  }};
  testing::Connection connection_{server_.base()};
  FakeVault vault_;
  FhirEhr ehr_{connection_.rest, vault_, vault_};
  mappings::Context context_ = mappings::ExampleContext();
  std::vector<FilingPart> standing_;
  std::string message_;
};

// D18: a viewer could not click from the message to a photo that came later.
TEST_F(Amend, D18_ALatePhotoIsReferredToLiterallyAndSoIsItsMessage) {
  EXPECT_EQ(PhotoReference().Find("reference"), nullptr);
  SendLatePhoto();
  const std::string document = Part(standing_, "media:0").reference;
  EXPECT_EQ(chart_.At(document)["context"]["related"].at(0)["reference"].text(), message_);
  const auto done = LinkPhoto();
  ASSERT_FALSE(done.failure) << done.failure->text;
  ASSERT_EQ(done.confirmed.size(), 1u);
  EXPECT_EQ(done.confirmed[0].state, PartState::kAmended);
  EXPECT_EQ(done.confirmed[0].reference, message_);
  EXPECT_EQ(done.confirmed[0].version, "2");
  EXPECT_EQ(PhotoReference()["reference"].text(), document);
  EXPECT_NE(PhotoReference().Find("identifier"), nullptr);
  EXPECT_EQ(chart_.At(message_)["payload"].at(0)["contentString"].text(), "My arm");
}

TEST_F(Amend, DoneTwiceChangesNothingMore) {
  SendLatePhoto();
  ASSERT_FALSE(LinkPhoto().failure);
  const auto again = LinkPhoto();
  ASSERT_FALSE(again.failure);
  EXPECT_EQ(again.confirmed[0].version, "2");
  EXPECT_EQ(Version(), "2");
}

TEST_F(Amend, WhatOthersWroteStays) {
  SendLatePhoto();
  Annotate("called back");
  ASSERT_FALSE(LinkPhoto().failure);
  EXPECT_EQ(chart_.At(message_)["note"].at(0)["text"].text(), "called back");
  EXPECT_EQ(chart_.At(message_)["note"].at(0)["authorString"].text(), "Dr A");
  EXPECT_NE(PhotoReference().Find("reference"), nullptr);
}

TEST_F(Amend, AChangeBetweenReadAndWriteIsReadAgain) {
  SendLatePhoto();
  std::atomic<int> puts = 0;
  before_ = [&](const Seen& seen) {
    if (seen.method == "PUT" && puts++ == 0) Annotate("in between");
  };
  ASSERT_FALSE(LinkPhoto().failure);
  EXPECT_EQ(puts, 2);
  EXPECT_EQ(chart_.At(message_)["note"].at(0)["text"].text(), "in between");
  EXPECT_NE(PhotoReference().Find("reference"), nullptr);
}

TEST_F(Amend, EndlessRacesEndAsConflict) {
  SendLatePhoto();
  std::atomic<int> puts = 0;
  before_ = [&](const Seen& seen) {
    if (seen.method == "PUT") Annotate(std::to_string(puts++).c_str());
  };
  const auto done = LinkPhoto();
  ASSERT_TRUE(done.failure);
  EXPECT_EQ(done.failure->kind, FailureKind::kConflict);
  EXPECT_TRUE(done.confirmed.empty());
}

TEST_F(Amend, WhatWasTakenBackIsNotBroughtToLife) {
  SendLatePhoto();
  ASSERT_FALSE(ehr_.Retract({Part(standing_, "message")}).failure);
  const auto done = LinkPhoto();
  ASSERT_FALSE(done.failure);
  EXPECT_EQ(done.confirmed[0].state, PartState::kEnteredInError);
  EXPECT_EQ(chart_.At(message_)["status"].text(), "entered-in-error");
}

TEST_F(Amend, AnEditIsANewVersionOfTheSameMessage) {
  const auto edited = Photo("My other arm");
  const auto plan = ehr_.PlanAmendment({edited, context_, {}, {}, standing_});
  ASSERT_TRUE(plan);
  const auto done = ehr_.Amend(*plan);
  ASSERT_FALSE(done.failure);
  EXPECT_EQ(chart_.At(message_)["payload"].at(0)["contentString"].text(), "My other arm");
  EXPECT_EQ(chart_.At(message_)["partOf"].at(0)["reference"].text(),
            Part(standing_, "thread").reference);
  EXPECT_EQ(chart_.Count("Communication"), 2);
}

TEST_F(Amend, FailuresAreSortedAsElsewhere) {
  SendLatePhoto();
  const http::Pairs html{{"Content-Type", "text/html"}};
  const std::string outcome = R"({"resourceType":"OperationOutcome","issue":[]})";
  struct Row {
    const char* method;
    Reply reply;
    FailureKind kind;
  };
  Reply lost;
  lost.lost = true;
  for (const Row& row :
       {Row{"GET", {404, outcome}, FailureKind::kNotFound},
        Row{"GET", {410, outcome}, FailureKind::kNotFound},
        Row{"GET", {404, "", html}, FailureKind::kUnreachable},
        Row{"GET", {500, ""}, FailureKind::kUnreachable},
        Row{"PUT", {500, ""}, FailureKind::kInDoubt}, Row{"PUT", lost, FailureKind::kInDoubt},
        Row{"PUT", {422, outcome}, FailureKind::kRefused},
        Row{"PUT", {503, outcome}, FailureKind::kThrottled}}) {
    instead_ = [&](const Seen& seen) -> std::optional<Reply> {
      if (seen.method == row.method) return row.reply;
      return std::nullopt;
    };
    const auto done = LinkPhoto();
    ASSERT_TRUE(done.failure) << row.method << row.reply.status;
    EXPECT_EQ(done.failure->kind, row.kind) << row.method << row.reply.status;
  }
}

}  // namespace
}  // namespace chartbridge::ehr
