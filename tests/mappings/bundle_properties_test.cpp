// What holds for every Bundle, whatever the message.
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "fhir/json/write.h"
#include "fhir/r4/check.h"
#include "fhir/r4/text.h"
#include "tests/mappings/examples.h"

namespace chartbridge::mappings {
namespace {

using fhir::json::Value;
using fhir::json::Write;

TEST(EveryBundle, PassesTheCheckAndHasAtMostEightEntries) {
  for (const Example& example : Examples()) {
    const auto mapped = ToBundle(example.item, example.context);
    ASSERT_TRUE(mapped) << example.name << " " << mapped.error().expression;
    EXPECT_TRUE(fhir::r4::Check(mapped->bundle)) << example.name;
    EXPECT_LE(mapped->bundle["entry"].items().size(), 8U) << example.name;
    EXPECT_EQ(mapped->parts.size(), mapped->bundle["entry"].items().size()) << example.name;
  }
}

TEST(EveryBundle, P8ShowsNoProviderIdNoNumberNoMediaIdAndNoProfileName) {
  for (const Example& example : Examples()) {
    const std::string text = Write(BundleOf(example.item, example.context));
    for (const char* secret :
         {"wamid", "HBgL", "34600000123", kExampleMediaId, "Ferrer", "secret-8841"}) {
      EXPECT_EQ(text.find(secret), std::string::npos) << example.name << " " << secret;
    }
  }
}

TEST(EveryBundle, P2TheSameMessageGivesTheSameBytes) {
  const auto first = Examples();
  const auto second = Examples();
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(Write(BundleOf(first[i].item, first[i].context)),
              Write(BundleOf(second[i].item, second[i].context)));
  }
}

std::set<std::string> Places(const Value& bundle) {
  std::set<std::string> places;
  for (const Value& entry : bundle["entry"].items()) places.insert(entry["fullUrl"].text());
  return places;
}

TEST(EveryBundle, P4ANewFilingChangesEveryIdentityButTheThread) {
  for (Example example : Examples()) {
    const Value before = BundleOf(example.item, example.context);
    ++example.context.filing;
    const Value after = BundleOf(example.item, example.context);
    std::size_t kept = 0;
    for (const std::string& place : Places(after)) kept += Places(before).count(place);
    EXPECT_EQ(kept, 1U) << example.name;
    EXPECT_EQ(before["entry"].at(0), after["entry"].at(0)) << example.name;
  }
}

TEST(EveryBundle, P2EveryEntryCanBeSentAgain) {
  for (const Example& example : Examples()) {
    const Value bundle = BundleOf(example.item, example.context);
    EXPECT_EQ(Places(bundle).size(), bundle["entry"].items().size()) << example.name;
    for (const Value& entry : bundle["entry"].items()) {
      const Value& request = entry["request"];
      EXPECT_TRUE(request["method"].text() == "PUT" || request.Find("ifNoneExist") != nullptr)
          << example.name;
    }
  }
}

TEST(EveryBundle, P2NoFullUrlStandsInAnIdentifier) {
  for (const Example& example : Examples()) {
    const Value bundle = BundleOf(example.item, example.context);
    for (const Value& entry : bundle["entry"].items()) {
      for (const Value& identifier : entry["resource"]["identifier"].items()) {
        EXPECT_FALSE(Places(bundle).contains(identifier["value"].text())) << example.name;
      }
    }
  }
}

TEST(EveryBundle, RandomTextNeverGivesABlankOrForbiddenPayload) {
  std::mt19937 random(11);
  for (int i = 0; i < 300; ++i) {
    std::string text;
    for (auto n = random() % 12; n > 0; --n) text.push_back(char(random() % 256));
    const MessageText words(text);
    const std::vector<Content> contents{Text{words},
                                        Reaction{ProviderId("wamid.x"), words},
                                        Answer{"button", words, words, words},
                                        ContactCards{{words}},
                                        Location{1, 2, words, words},
                                        MediaContent{ExampleMedia("image", ""), words}};
    for (const Content& content : contents) {
      const auto mapped = ToBundle(ExampleItem(content), ExampleContext());
      ASSERT_TRUE(mapped) << "round " << i << " " << mapped.error().expression;
      for (const Value& payload : ResourceIn(mapped->bundle, "Communication")["payload"].items()) {
        if (const Value* words = payload.Find("contentString")) {
          EXPECT_FALSE(fhir::r4::IsBlank(words->text())) << "round " << i;
        }
      }
    }
  }
}

TEST(ToBundle, WhatIsNoMessageIsAFault) {
  Item item = ExampleItem(Text{});
  item.body = Receipt{"sent", ""};
  EXPECT_FALSE(ToBundle(item, ExampleContext()));
  item.body = AccountEvent{"security"};
  EXPECT_FALSE(ToBundle(item, ExampleContext()));
}

TEST(ToBundle, IdsThatAreNotUtf8AreAFaultAndNotACrash) {
  Item item = ExampleItem(Text{MessageText("x")});
  std::get<Message>(item.body).reply_to = ProviderId("\xFF");
  EXPECT_FALSE(ToBundle(item, ExampleContext()));
  item = ExampleItem(Text{MessageText("x")});
  item.item_key = "\xC3";
  EXPECT_FALSE(ToBundle(item, ExampleContext()));
}

TEST(ToBundle, AContextThatCannotBeTrueIsAFault) {
  const Item item = ExampleItem(Text{MessageText("x")});
  for (const auto& spoil : std::vector<void (*)(Context&)>{
           [](Context& c) { c.patient = ""; }, [](Context& c) { c.patient = "Practitioner/1"; },
           [](Context& c) { c.patient = "Patient/a b"; },
           [](Context& c) { c.organization = "clinic"; }, [](Context& c) { c.device.clear(); },
           [](Context& c) { c.tenant.clear(); }, [](Context& c) { c.conversation.clear(); },
           [](Context& c) { c.written_code = "MOBWRIT"; }, [](Context& c) { c.labels = {"R"}; },
           [](Context& c) { c.consents = {"k1"}; }, [](Context& c) { c.policy_uris = {" "}; }}) {
    Context context = ExampleContext();
    spoil(context);
    EXPECT_FALSE(ToBundle(item, context));
  }
}

}  // namespace
}  // namespace chartbridge::mappings
