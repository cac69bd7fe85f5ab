// A photo through the real mapping, against a real server: what is sent is taken, also by one that
// validates, and message and photo find each other.
#include <gtest/gtest.h>

#include <set>

#include "little_chart.h"
#include "real_server_bench.h"
#include "tests/mappings/examples.h"

namespace chartbridge::ehr {
namespace {

using testing::Part;

class RealPhoto : public RealServer {
 protected:
  RealPhoto() {
    context_.patient = "Patient/p1";
    context_.contact = "Patient/p1";
    context_.organization = "Organization/clinic";
    context_.consents.clear();
    state_ = mappings::ReadyState("image/jpeg");
    vault_.sizes["object-1"] = state_.size;
  }

  mappings::Item Photo(const std::string& key) {
    auto item = mappings::ExampleItem(mappings::MediaContent{
        mappings::ExampleMedia("image", "image/jpeg"), mappings::MessageText("My arm")});
    item.item_key = key;
    return item;
  }

  std::vector<bridge::BinaryContent> FileOf(const mappings::Item& item) {
    return {{"binary:0", mappings::BinaryReference(item, context_, 0), "image/jpeg", state_.size,
             "object-1", 7}};
  }

  void Send(const mappings::Item& item, std::optional<int> medium) {
    const auto files = context_.media.empty() ? std::vector<bridge::BinaryContent>() : FileOf(item);
    const auto plan = ehr_->Plan({item, context_, medium, files, standing_});
    ASSERT_TRUE(plan) << plan.error().expression << plan.error().text;
    const auto sent = ehr_->Send(*plan);
    ASSERT_FALSE(sent.failure) << sent.failure->text << sent.failure->http_status
                               << sent.failure->diagnostics;
    EXPECT_EQ(sent.confirmed.size(), plan->parts.size());
    standing_.insert(standing_.end(), sent.confirmed.begin(), sent.confirmed.end());
  }

  void ExpectLinkedBothWays() {
    const std::string message = Part(standing_, "message").reference;
    const std::string document = Part(standing_, "media:0").reference;
    const auto communication = connection_->rest.Get(message);
    const auto reference = connection_->rest.Get(document);
    ASSERT_TRUE(communication);
    ASSERT_TRUE(reference);
    EXPECT_EQ((*communication)["payload"].at(1)["contentReference"]["reference"].text(), document);
    EXPECT_EQ((*reference)["context"]["related"].at(0)["reference"].text(), message);
    EXPECT_EQ((*communication)["partOf"].at(0)["reference"].text(),
              Part(standing_, "thread").reference);
    EXPECT_EQ((*communication)["identifier"].at(0)["value"].text(),
              "urn:uuid:" + Part(standing_, "message").identity);
  }

  mappings::Context context_ = mappings::ExampleContext();
  mappings::MediaState state_;
  std::vector<bridge::FilingPart> standing_;
};

TEST_F(RealPhoto, D8_D18_WithItsMessageIsTakenAndLinkedBothWays) {
  context_.media = {state_};
  Send(Photo("wamid.together"), {});
  ExpectLinkedBothWays();
  const auto found = ehr_->LookUp(standing_);
  ASSERT_TRUE(found) << found.error().text;
  EXPECT_EQ(found->size(), standing_.size());
}

TEST_F(RealPhoto, D8_D18_ThatCameLaterIsTakenAndLinkedBothWays) {
  const auto item = Photo("wamid.later");
  Send(item, {});
  context_.media = {state_};
  Send(item, 0);
  const auto plan = ehr_->PlanAmendment({item, context_, 0, {}, standing_});
  ASSERT_TRUE(plan);
  std::set<std::string> versions;
  for (int i = 0; i < 2; ++i) {
    const auto done = ehr_->Amend(*plan);
    ASSERT_FALSE(done.failure) << done.failure->text << done.failure->http_status
                               << done.failure->diagnostics;
    ASSERT_EQ(done.confirmed.size(), 1u);
    EXPECT_EQ(done.confirmed[0].state, bridge::PartState::kAmended);
    versions.insert(done.confirmed[0].version);
  }
  EXPECT_EQ(versions.size(), 1u) << "the second one changed nothing";
  ExpectLinkedBothWays();
}

}  // namespace
}  // namespace chartbridge::ehr
