// Every fixture through Parse and back through Read.
#include <gtest/gtest.h>

#include <set>

#include "fhir/json/parse.h"
#include "fhir/json/write.h"
#include "tests/connectors/whatsapp/expectations.h"
#include "tests/connectors/whatsapp/items.h"

namespace chartbridge::whatsapp_test {
namespace {

using mappings::Item;

struct Case {
  std::string folder;
  Expected expected;
};

std::vector<Case> AllCases() {
  std::vector<Case> cases;
  for (const Expected& e : WebhookExpectations()) cases.push_back({"webhook", e});
  for (const Expected& e : MalformedExpectations()) cases.push_back({"malformed", e});
  for (const Expected& e : MalformedBytesExpectations()) cases.push_back({"malformed-bytes", e});
  for (const Expected& e : OnPremisesExpectations()) cases.push_back({"onprem", e});
  return cases;
}

std::string Line(const Item& item) {
  return Summary(item) + (item.channel == kChannel ? "" : " @" + item.channel);
}

class Fixture : public testing::TestWithParam<Case> {
 protected:
  std::string Body() const {
    return ReadFixture(GetParam().folder + "/" + GetParam().expected.file);
  }
};

TEST_P(Fixture, BecomesWhatTheTableSays) {
  std::vector<std::string> lines;
  for (const Item& item : ParseBody(Body())) lines.push_back(Line(item));
  EXPECT_EQ(lines, GetParam().expected.items);
}

TEST_P(Fixture, IsReadBackEqualFromItsStoredContent) {
  for (const Item& item : ParseBody(Body())) {
    const auto stored = fhir::json::Parse(fhir::json::Write(item.content));
    ASSERT_TRUE(stored);
    EXPECT_EQ(*stored, item.content);
    const auto read = whatsapp::ReadStored(item.channel, item.received, *stored);
    ASSERT_TRUE(read);
    EXPECT_EQ(Describe(*read), Describe(item));
    EXPECT_EQ(read->content, item.content);
  }
}

TEST_P(Fixture, GivesTheSameItemsEachTime) {
  const std::vector<Item> first = ParseBody(Body());
  const std::vector<Item> second = ParseBody(Body());
  ASSERT_EQ(first.size(), second.size());
  for (std::size_t i = 0; i < first.size(); ++i) EXPECT_EQ(Describe(first[i]), Describe(second[i]));
}

TEST_P(Fixture, KeepsItsOrderAndItsKeysWhenIndentedDifferently) {
  const auto value = fhir::json::Parse(Body());
  if (!value) return;
  const std::vector<Item> compact = ParseBody(fhir::json::Write(*value));
  const std::vector<Item> original = ParseBody(Body());
  ASSERT_EQ(compact.size(), original.size());
  for (std::size_t i = 0; i < compact.size(); ++i) {
    if (original[i].content.Find("raw") != nullptr) continue;  // keyed by its bytes
    EXPECT_EQ(compact[i].item_key, original[i].item_key);
  }
}

INSTANTIATE_TEST_SUITE_P(WhatsApp, Fixture, testing::ValuesIn(AllCases()), [](const auto& info) {
  std::string name = info.param.folder + "_" + info.param.expected.file;
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  return name;
});

void ExpectComplete(const std::string& folder, const std::vector<Expected>& table) {
  std::set<std::string> listed;
  for (const Expected& e : table) listed.insert(e.file);
  const std::vector<std::string> files = ListFixtures(folder);
  EXPECT_EQ(listed, std::set<std::string>(files.begin(), files.end()));
}

TEST(FixtureTables, NameEveryFile) {
  ExpectComplete("webhook", WebhookExpectations());
  ExpectComplete("malformed", MalformedExpectations());
  ExpectComplete("malformed-bytes", MalformedBytesExpectations());
  ExpectComplete("onprem", OnPremisesExpectations());
}

// One deployment gets all of them: what is not the same thing must not share a key.
TEST(FixtureKeys, P2DistinctThingsHaveDistinctKeys) {
  std::map<std::string, std::string> seen;
  for (const std::string& file : ListFixtures("webhook")) {
    for (const Item& item : ParseBody(ReadFixture("webhook/" + file))) {
      const std::string about = Describe(item);
      const auto [known, fresh] = seen.emplace(item.channel + "|" + item.item_key, about);
      const bool placeholder = about.find(":placeholder") != std::string::npos ||
                               known->second.find(":placeholder") != std::string::npos;
      const bool history_media = about.find("history") != std::string::npos;
      if (!fresh && !placeholder && !history_media && item.kind != "status") {
        EXPECT_EQ(known->second, about) << file;
      }
    }
  }
}

}  // namespace
}  // namespace chartbridge::whatsapp_test
