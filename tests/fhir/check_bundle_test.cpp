#include <gtest/gtest.h>

#include "fhir/r4/bundle.h"
#include "fhir/r4/check.h"

namespace chartbridge::fhir::r4 {
namespace {

constexpr const char* kOne = "965ea256-9a8c-58ca-999d-52237b2c93a7";
constexpr const char* kTwo = "84bbf9e3-f5ab-575f-ae7d-2d55558dae56";

json::Value Message(const char* part_of) {
  json::Value value = json::Object{{"resourceType", "Communication"}, {"status", "completed"}};
  value.Set("partOf", json::Array{json::Object{{"reference", EntryUrl(part_of)}}});
  return value;
}

json::Value Thread() {
  return json::Object{{"resourceType", "Communication"}, {"status", "in-progress"}};
}

std::string Refusal(const json::Value& bundle) {
  const auto checked = Check(bundle);
  return checked ? "" : checked.error().code + " " + checked.error().expression;
}

json::Value Changed(const char* member, json::Value value) {
  json::Value entry = ConditionalCreate(Thread(), kOne, {"s", kOne});
  entry.Find("request")->Set(member, std::move(value));
  return Transaction({entry});
}

TEST(CheckBundle, EntriesThatReferToEachOtherPass) {
  EXPECT_EQ(Refusal(Transaction({ConditionalCreate(Thread(), kOne, {"s", kOne}),
                                 ConditionalCreate(Message(kOne), kTwo, {"s", kTwo})})),
            "");
}

TEST(CheckBundle, AReferenceWithoutItsEntryIsRefused) {
  EXPECT_EQ(Refusal(Transaction({ConditionalCreate(Message(kOne), kTwo, {"s", kTwo})})),
            "not-found Bundle.entry");
}

TEST(CheckBundle, OneIdentityTwiceIsRefused) {
  EXPECT_EQ(Refusal(Transaction({ConditionalCreate(Thread(), kOne, {"s", kOne}),
                                 ConditionalCreate(Thread(), kOne, {"s", kOne})})),
            "duplicate Bundle.entry[1].fullUrl");
}

TEST(CheckBundle, TheFaultNamesTheEntry) {
  EXPECT_EQ(Refusal(Transaction(
                {ConditionalCreate(Thread(), kOne, {"s", kOne}),
                 ConditionalCreate(json::Object{{"resourceType", "Binary"}}, kTwo, {"s", "v"})})),
            "required Bundle.entry[1].resource.contentType");
}

TEST(CheckBundle, RequestsMustFitTheirResources) {
  EXPECT_EQ(Refusal(Changed("url", "Patient")), "value Bundle.entry[0].request.url");
  EXPECT_EQ(Refusal(Changed("method", "DELETE")), "not-supported Bundle.entry[0].request.method");
  EXPECT_EQ(Refusal(Changed("method", "PUT")), "value Bundle.entry[0].request.url");
  EXPECT_EQ(Refusal(Changed("ifNoneExist", "identifier=s|wamid.A+")),
            "value Bundle.entry[0].request.ifNoneExist");
}

TEST(CheckBundle, EmptyBundlesAndOtherTypesAreRefused) {
  EXPECT_EQ(Refusal(Transaction({})), "required Bundle.entry");
  EXPECT_EQ(Refusal(json::Object{{"resourceType", "Bundle"}, {"type", "batch"}}),
            "not-supported Bundle.type");
}

}  // namespace
}  // namespace chartbridge::fhir::r4
