// tests/golden/<channel>/<situation>/{in,context,out}.json: a webhook as it came, what is known
// when it is mapped, and the Bundles that it becomes. `script/golden --update` rewrites out.json;
// the review reads the difference.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "connectors/whatsapp/parse_delivery.h"
#include "fhir/json/parse.h"
#include "fhir/json/write.h"
#include "mappings/to_bundle.h"

namespace chartbridge::mappings {
namespace {

namespace fs = std::filesystem;
using fhir::json::Value;

std::string ReadText(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<fs::path> Situations() {
  std::vector<fs::path> found;
  for (const auto& entry :
       fs::directory_iterator(fs::path(CHARTBRIDGE_TESTS_DIR) / "golden/whatsapp-cloud")) {
    if (entry.is_directory()) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<std::string> Texts(const Value& list) {
  std::vector<std::string> texts;
  for (const Value& text : list.items()) texts.push_back(text.text());
  return texts;
}

MediaState ReadMedia(const Value& value) {
  MediaState state;
  state.number = int(value["number"].integer().value_or(0));
  const std::string& presence = value["presence"].text();
  if (presence == "ready") state.presence = MediaPresence::kReady;
  if (presence == "not-kept") state.presence = MediaPresence::kNotKept;
  state.why = value["why"].text();
  state.content_type = value["content_type"].text();
  state.size = std::uint64_t(value["size"].integer().value_or(0));
  state.sha1_base64 = value["sha1_base64"].text();
  if (const Value* data = value.Find("data_base64")) state.data_base64 = data->text();
  state.labels = Texts(value["labels"]);
  return state;
}

Context ReadContext(const Value& value) {
  Context context{.tenant = "demo",
                  .conversation = "7e57c0de-0000-4000-8000-000000000001",
                  .patient = value["patient"].text(),
                  .contact = value["contact"].text(),
                  .organization = "Organization/clinic",
                  .device = "Device/chartbridge",
                  .written_code = value["written_code"].text(),
                  .language = value["language"].text(),
                  .filing = int(value["filing"].integer().value_or(0)),
                  .target_filing = int(value["target_filing"].integer().value_or(0)),
                  .recorded = *ParseInstant(value["recorded"].text()),
                  .policy_uris = Texts(value["policy_uris"]),
                  .consents = Texts(value["consents"]),
                  .labels = Texts(value["labels"])};
  for (const Value& media : value["media"].items()) context.media.push_back(ReadMedia(media));
  return context;
}

std::vector<Item> ReadItems(const fs::path& situation, const Value& context) {
  return whatsapp::ParseWhole({.provider = "whatsapp-cloud",
                               .verified_by = {"main"},
                               .body = ReadText(situation / "in.json"),
                               .received = *ParseInstant(context["received"].text())},
                              {.numbers = {{"main", "109876543210987"}}, .otherwise = {}});
}

Value MapAll(const fs::path& situation) {
  const Value known = fhir::json::Parse(ReadText(situation / "context.json")).value();
  Value bundles{fhir::json::Array{}};
  for (const Item& item : ReadItems(situation, known)) {
    if (!std::holds_alternative<Message>(item.body) && ReadableOf(item) == nullptr) continue;
    const auto mapped = ToBundle(item, ReadContext(known));
    EXPECT_TRUE(mapped) << mapped.error().expression << " " << mapped.error().text;
    if (mapped) bundles.Push(mapped->bundle);
  }
  return bundles;
}

class Golden : public testing::TestWithParam<fs::path> {};

TEST_P(Golden, TheWebhookBecomesTheseBundles) {
  const std::string out = fhir::json::WriteIndented(MapAll(GetParam())) + "\n";
  if (std::getenv("CHARTBRIDGE_GOLDEN_UPDATE") != nullptr) {
    std::ofstream(GetParam() / "out.json", std::ios::binary) << out;
  }
  EXPECT_EQ(out, ReadText(GetParam() / "out.json")) << "script/golden --update rewrites it";
}

INSTANTIATE_TEST_SUITE_P(WhatsAppCloud, Golden, testing::ValuesIn(Situations()),
                         [](const auto& info) {
                           std::string name = info.param.filename();
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace chartbridge::mappings
