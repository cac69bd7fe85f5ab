#include "fhir/r4/check.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "fhir/json/parse.h"

namespace chartbridge::fhir::r4 {
namespace {

json::Value Communication() {
  return json::Parse(R"({"resourceType":"Communication","status":"completed",
      "sent":"2026-11-22T06:00:01Z","subject":{"reference":"Patient/1"},
      "payload":[{"contentString":"words"}]})")
      .value();
}

std::string Refusal(const json::Value& resource) {
  const auto checked = Check(resource);
  return checked ? "" : checked.error().code + " " + checked.error().expression;
}

json::Value With(const char* name, json::Value value) {
  json::Value resource = Communication();
  resource.Set(name, std::move(value));
  return resource;
}

json::Value WithText(std::string text) {
  return With("payload", json::Array{json::Object{{"contentString", std::move(text)}}});
}

TEST(Check, ExamplesThatTheValidatorAcceptsPass) {
  for (const char* name :
       {"communication-inbound", "documentreference-photo", "binary", "provenance", "task-review",
        "flag-emergency", "consent-nested", "auditevent-balp-patientcreate"}) {
    std::ifstream file(std::string(CHARTBRIDGE_TESTS_DIR) + "/fixtures/fhir/" + name + ".json");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(Refusal(json::Parse(text).value()), "") << name;
  }
}

TEST(Check, RequiredElementsMustBeThere) {
  EXPECT_EQ(Refusal(json::Object{{"status", "completed"}}), "required resourceType");
  json::Value nameless = Communication();
  nameless.Erase("status");
  EXPECT_EQ(Refusal(nameless), "required Communication.status");
  EXPECT_EQ(Refusal(With("status", "done")), "code-invalid Communication.status");
  EXPECT_EQ(
      Refusal(json::Parse(R"({"resourceType":"DocumentReference","status":"current"})").value()),
      "required DocumentReference.content");
  EXPECT_EQ(Refusal(json::Parse(R"({"resourceType":"DocumentReference","status":"current",
      "content":[{"attachment":{"contentType":"image/png"}}]})")
                        .value()),
            "required DocumentReference.content[0].attachment");
  EXPECT_EQ(
      Refusal(json::Parse(R"({"resourceType":"Provenance","target":[{"reference":"Patient/1"}],
      "recorded":"2026-11-22T06:00:01Z"})")
                  .value()),
      "required Provenance.agent");
  EXPECT_EQ(Refusal(json::Object{{"resourceType", "Binary"}}), "required Binary.contentType");
}

TEST(Check, APayloadHasExactlyOneContent) {
  EXPECT_EQ(Refusal(json::Parse(R"({"resourceType":"Communication","status":"completed","payload":[
      {"contentString":"a","contentReference":{"reference":"Patient/1"}}]})")
                        .value()),
            "structure Communication.payload[0]");
}

TEST(Check, BlankStringsAreRefused) {
  for (const char* text : {"", "   ", "\n\t", "\u200F", "\u00A0\u2003", "\uFEFF"}) {
    EXPECT_EQ(Refusal(WithText(text)), "value Communication.payload[0].contentString") << text;
  }
}

TEST(Check, ControlCharactersAreRefusedButTabAndLineEndsPass) {
  EXPECT_EQ(Refusal(WithText("a\tb\r\nc")), "");
  EXPECT_NE(Refusal(WithText(std::string("a\0b", 3))), "");
  EXPECT_NE(Refusal(WithText("a\x1F")), "");
  EXPECT_NE(Refusal(WithText("a\xFF")), "");
}

TEST(Check, StringsEndAtOneMegabyteButBase64DoesNot) {
  EXPECT_EQ(Refusal(WithText(std::string(1'000'001, 'x'))),
            "too-long Communication.payload[0].contentString");
  json::Value binary = json::Object{{"resourceType", "Binary"}, {"contentType", "image/png"}};
  binary.Set("data", std::string(2'000'000, 'A'));
  EXPECT_EQ(Refusal(binary), "");
}

TEST(Check, EmptyAndNullMembersAreRefused) {
  EXPECT_EQ(Refusal(With("note", json::Array{})), "structure Communication.note");
  EXPECT_EQ(Refusal(With("meta", json::Object{})), "structure Communication.meta");
  EXPECT_EQ(Refusal(With("medium", nullptr)), "structure Communication.medium");
}

TEST(Check, DatesAndReferencesMustBeWellFormed) {
  EXPECT_EQ(Refusal(With("sent", "22.11.2026")), "value Communication.sent");
  EXPECT_EQ(Refusal(With("sent", "2026-11-22T06:00Z")), "value Communication.sent");
  EXPECT_EQ(Refusal(With("subject", json::Object{{"reference", "+34600000123"}})),
            "value Communication.subject.reference");
  EXPECT_EQ(Refusal(With("id", "not an id")), "value Communication.id");
}

TEST(Check, P8TheIssueNeverQuotesTheContent) {
  const auto checked = Check(WithText("secret words \x01"));
  ASSERT_FALSE(checked);
  EXPECT_EQ((checked.error().text + checked.error().expression).find("secret"), std::string::npos);
}

}  // namespace
}  // namespace chartbridge::fhir::r4
