#include <gtest/gtest.h>

#include <atomic>

#include "connectors/ehr/fhir_ehr.h"
#include "fake_fhir.h"
#include "little_chart.h"

namespace chartbridge::ehr {
namespace {

using bridge::FilingPart;
using bridge::PartState;
using testing::FakeFhir;
using testing::FakeVault;
using testing::Json;
using testing::LittleChart;
using testing::OneMessage;
using testing::Part;
using testing::References;
using testing::Reply;
using testing::Seen;

class LookUp : public ::testing::Test {
 protected:
  LittleChart chart_;
  std::function<std::optional<Reply>(const Seen&)> instead_;
  FakeFhir server_{[this](const Seen& seen) {
    if (instead_) {
      if (auto reply = instead_(seen)) return *reply;
    }
    return chart_.Answer(seen);
  }};
  testing::Connection connection_{server_.base()};
  FakeVault vault_;
  FhirEhr ehr_{connection_.rest, vault_, vault_};

  std::size_t Asked(const std::string& what) const {
    std::size_t count = 0;
    for (const Seen& seen : server_.seen()) count += seen.target.find(what) != std::string::npos;
    return count;
  }
};

TEST_F(LookUp, WhatNeverArrivedIsNotThere) {
  ASSERT_FALSE(ehr_.Send(OneMessage("m0")).failure);  // the thread is there, the message is not
  const auto found = ehr_.LookUp(OneMessage("m1").parts);
  ASSERT_TRUE(found) << found.error().text;
  EXPECT_EQ(References({*found, {}}), std::vector<std::string>{"Communication/1"});
}

TEST_F(LookUp, TellsReferenceVersionAndState) {
  const auto payload = OneMessage("m1");
  ASSERT_FALSE(ehr_.Send(payload).failure);
  auto message = chart_.At("Communication/2");
  message.Set("status", "entered-in-error");
  chart_.Put("Communication/2", message);
  const auto found = ehr_.LookUp(payload.parts);
  ASSERT_TRUE(found);
  EXPECT_EQ(Part(*found, "thread").state, PartState::kConfirmed);
  EXPECT_EQ(Part(*found, "message").state, PartState::kEnteredInError);
  EXPECT_EQ(Part(*found, "message").version, "2");
  EXPECT_EQ(Part(*found, "provenance").version, "1");
}

TEST_F(LookUp, ABinaryIsThereWithItsDocumentAndItsBytesAreNotFetched) {
  vault_.sizes["object-m1"] = 10;
  const auto payload = OneMessage("m1", 10);
  ASSERT_FALSE(ehr_.Send(payload).failure);
  const auto found = ehr_.LookUp(payload.parts);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->size(), payload.parts.size());
  EXPECT_EQ(Part(*found, "binary:0").reference, "Binary/bin-m1");
  EXPECT_EQ(Asked("Binary/"), 0u);
  const auto absent = ehr_.LookUp(OneMessage("m2", 10).parts);
  ASSERT_TRUE(absent);
  EXPECT_EQ(Part(*absent, "binary:0").reference, "");
}

TEST_F(LookUp, ALargeBinaryByItselfIsToldByTheHeadOfTheAnswer) {
  instead_ = [](const Seen& seen) -> std::optional<Reply> {
    if (seen.target == "/fhir/Binary/large") return Reply{200, std::string(1 << 20, ' ')};
    return std::nullopt;
  };
  const auto found = ehr_.LookUp(
      {{"binary:0", "Binary", "large", "", ""}, {"binary:1", "Binary", "absent", "", ""}});
  ASSERT_TRUE(found) << found.error().text;
  EXPECT_EQ(References({*found, {}}), std::vector<std::string>{"Binary/large"});
}

TEST_F(LookUp, PartsOfVersionOneAreReadByTheirReference) {
  ASSERT_FALSE(ehr_.Send(OneMessage("m1")).failure);
  const auto found = ehr_.LookUp({{"message", "Communication", "", "Communication/2", ""},
                                  {"media:0", "DocumentReference", "", "DocumentReference/9", ""},
                                  {"provenance", "Provenance", "", "", ""}});
  ASSERT_TRUE(found) << found.error().text;
  ASSERT_EQ(found->size(), 1u);
  EXPECT_EQ(found->front().reference, "Communication/2");
  EXPECT_EQ(found->front().version, "1");
}

TEST_F(LookUp, TwoOfOneIdentityStopForAPersonWhoIsToldHowManyAndWhich) {
  const auto twin = Json(OneMessage("m1").body)["entry"].at(1)["resource"];
  chart_.Put("Communication/a", twin);
  chart_.Put("Communication/b", twin);
  const auto found = ehr_.LookUp(OneMessage("m1").parts);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, FailureKind::kAmbiguous);
  EXPECT_NE(found.error().text.find("2 resources"), std::string::npos) << found.error().text;
  EXPECT_EQ(found.error().diagnostics, "Communication/a\nCommunication/b");
}

TEST_F(LookUp, ASearchThatIgnoresTheIdentifierIsNotBelieved) {
  instead_ = [](const Seen& seen) -> std::optional<Reply> {
    if (seen.target.find('?') == std::string::npos) return std::nullopt;
    return Reply{200, R"({"resourceType":"Bundle","type":"searchset","entry":[{"resource":{
        "resourceType":"Communication","id":"x","identifier":[{"system":"urn:chartbridge:id","value":"urn:uuid:other"}]}}]})"};
  };
  const auto found = ehr_.LookUp(OneMessage("m1").parts);
  ASSERT_TRUE(found) << found.error().text;
  EXPECT_TRUE(found->empty());
}

TEST_F(LookUp, AFailureIsNoAnswer) {
  instead_ = [](const Seen&) -> std::optional<Reply> {
    return Reply{503, "", {{"Retry-After", "3"}}};
  };
  const auto found = ehr_.LookUp(OneMessage("m1").parts);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, FailureKind::kThrottled);
  EXPECT_EQ(found.error().retry_after, Milliseconds(3000));
}

// A gateway's 404 must not read as «never arrived»: the message would be sent twice.
TEST_F(LookUp, D11_AGatewaysNotFoundIsNoAnswer) {
  for (const Reply& reply :
       {Reply{404, "", {}}, Reply{404, "<html>Not found</html>", {{"Content-Type", "text/html"}}},
        Reply{404, R"({"error":"no route"})", {{"Content-Type", "application/json"}}}}) {
    instead_ = [&](const Seen&) -> std::optional<Reply> { return reply; };
    for (const FilingPart& part : OneMessage("m1", 10).parts) {
      const auto found = ehr_.LookUp({part});
      ASSERT_FALSE(found) << part.part;
      EXPECT_EQ(found.error().kind, FailureKind::kUnreachable) << part.part;
    }
  }
}

TEST_F(LookUp, AProvenanceThatMayNotBeReadIsThereWithItsMessage) {
  const auto payload = OneMessage("m1");
  ASSERT_FALSE(ehr_.Send(payload).failure);
  instead_ = [](const Seen& seen) -> std::optional<Reply> {
    if (seen.target.find("Provenance") == std::string::npos) return std::nullopt;
    return Reply{403, R"({"resourceType":"OperationOutcome","issue":[]})"};
  };
  const auto found = ehr_.LookUp(payload.parts);
  ASSERT_TRUE(found) << found.error().text;
  EXPECT_EQ(found->size(), 3u);
  const auto absent = ehr_.LookUp(
      {Part(OneMessage("m2").parts, "message"), Part(OneMessage("m2").parts, "provenance")});
  ASSERT_TRUE(absent);
  EXPECT_TRUE(absent->empty());
}

class Probe : public LookUp {};

TEST_F(Probe, AWellServerIsAskedOnce) {
  ASSERT_TRUE(ehr_.Probe());
  ASSERT_EQ(server_.seen().size(), 1u);
  EXPECT_EQ(server_.seen()[0].target.rfind("/fhir/Communication?identifier=", 0), 0u);
}

TEST_F(Probe, NoticesAClosedDoorAndAStranger) {
  struct Row {
    Reply reply;
    FailureKind kind;
  };
  const http::Pairs html{{"Content-Type", "text/html"}};
  for (const Row& row :
       {Row{{401, ""}, FailureKind::kUnauthorized}, Row{{403, ""}, FailureKind::kForbidden},
        Row{{404, "", html}, FailureKind::kUnreachable},
        Row{{200, "<html>Sign in</html>", html}, FailureKind::kUnreachable},
        Row{{302, "", {{"Location", "/login"}}}, FailureKind::kUnreachable},
        Row{{503, ""}, FailureKind::kThrottled}, Row{{502, ""}, FailureKind::kUnreachable}}) {
    instead_ = [&](const Seen&) -> std::optional<Reply> { return row.reply; };
    const auto probed = ehr_.Probe();
    ASSERT_FALSE(probed) << row.reply.status;
    EXPECT_EQ(probed.error().kind, row.kind) << row.reply.status;
  }
}

TEST_F(Probe, WhereTheSearchIsNotOfferedTheStatementWillDo) {
  instead_ = [](const Seen& seen) -> std::optional<Reply> {
    if (seen.target.find("metadata") != std::string::npos)
      return Reply{200, R"({"resourceType":"CapabilityStatement"})"};
    return Reply{404, R"({"resourceType":"OperationOutcome","issue":[]})"};
  };
  EXPECT_TRUE(ehr_.Probe());
}

}  // namespace
}  // namespace chartbridge::ehr
