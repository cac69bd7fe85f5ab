#include "connectors/ehr/binary_contents.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/codec.h"
#include "connectors/ehr/fhir_ehr.h"
#include "fake_fhir.h"
#include "little_chart.h"

namespace chartbridge::ehr {
namespace {

using testing::FakeFhir;
using testing::FakeVault;
using testing::LittleChart;
using testing::OneMessage;
using testing::Part;
using testing::References;
using testing::Reply;
using testing::Seen;

constexpr std::uint64_t kMiB = 1024 * 1024;

std::string Bytes(std::uint64_t size) {
  std::string bytes(size, '\0');
  for (std::uint64_t i = 0; i < size; ++i) bytes[i] = FakeVault::ByteAt(i);
  return bytes;
}

class Contents : public ::testing::Test {
 protected:
  LittleChart chart_;
  std::function<std::optional<Reply>(const Seen&)> instead_;
  FakeFhir server_{[this](const Seen& seen) {
                     if (instead_) {
                       if (auto reply = instead_(seen)) return *reply;
                     }
                     return chart_.Answer(seen);
                   },
                   2 * kMiB};
  testing::Connection connection_{server_.base()};
  FakeVault vault_;
  FhirEhr ehr_{connection_.rest, vault_, vault_};
};

TEST_F(Contents, ASmallFileTravelsInsideTheBundle) {
  for (const std::uint64_t size : {1, 2, 3, 49152, 49153, 512 * 1024}) {
    const std::string uuid = "m" + std::to_string(size);
    vault_.sizes["object-" + uuid] = size;
    const auto sent = ehr_.Send(OneMessage(uuid, size));
    ASSERT_FALSE(sent.failure);
    EXPECT_EQ(Part(sent.confirmed, "binary:0").reference, "Binary/bin-" + uuid);
    EXPECT_TRUE(chart_.At("Binary/bin-" + uuid)["data"].text() == ToBase64(Bytes(size)));
  }
  EXPECT_EQ(server_.seen().size(), 6u);
}

TEST_F(Contents, ALargeFileGoesAheadRaw) {
  vault_.sizes["object-m1"] = kMiB;
  const auto sent = ehr_.Send(OneMessage("m1", kMiB, true));
  ASSERT_FALSE(sent.failure);
  const auto seen = server_.seen();
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_EQ(seen[0].method + seen[0].target, "PUT/fhir/Binary/bin-m1");
  EXPECT_EQ(seen[0].header("Content-Type"), "image/jpeg");
  EXPECT_EQ(seen[0].header("X-Security-Context"), "Patient/p1");
  EXPECT_TRUE(seen[0].body == Bytes(kMiB));
  EXPECT_EQ(seen[1].body.find("\"Binary\""), std::string::npos);
  EXPECT_EQ(sent.confirmed.front().reference, "Binary/bin-m1");
  EXPECT_EQ(sent.confirmed.front().part, "binary:0");
}

TEST_F(Contents, AServerWithoutRawBinaryGetsJsonAndIsAskedOnce) {
  instead_ = [](const Seen& seen) -> std::optional<Reply> {
    if (seen.header("Content-Type") == "image/jpeg") return Reply{415, ""};
    return std::nullopt;
  };
  for (const char* uuid : {"m1", "m2"}) {
    vault_.sizes["object-" + std::string(uuid)] = kMiB;
    ASSERT_FALSE(ehr_.Send(OneMessage(uuid, kMiB, true)).failure);
    EXPECT_TRUE(chart_.At("Binary/bin-" + std::string(uuid))["data"].text() ==
                ToBase64(Bytes(kMiB)));
  }
  EXPECT_EQ(server_.seen().size(), 5u);
}

// D9: one such answer to a late file, and it was lost for good without a word.
TEST_F(Contents, D9_AFileThatIsRefusedComesBackWithStatusAndIssues) {
  struct Row {
    int status;
    const char* code;
    FailureKind kind;
  };
  for (const Row& row : {Row{404, "not-supported", FailureKind::kNotOffered},
                         Row{403, "forbidden", FailureKind::kForbidden},
                         Row{413, "too-long", FailureKind::kTooLarge},
                         Row{422, "business-rule", FailureKind::kRefused},
                         Row{422, "too-long", FailureKind::kTooLarge},
                         Row{400, "structure", FailureKind::kRefused}}) {
    for (const bool ahead : {true, false}) {
      instead_ = [&](const Seen& seen) -> std::optional<Reply> {
        if (seen.method != (ahead ? "PUT" : "POST")) return std::nullopt;
        return Reply{row.status, R"({"resourceType":"OperationOutcome","issue":[{
            "severity":"error","code":")" +
                                     std::string(row.code) + "\"}]}"};
      };
      vault_.sizes["object-m1"] = 100;
      const auto sent = ehr_.Send(OneMessage("m1", 100, ahead));
      ASSERT_TRUE(sent.failure) << row.status;
      EXPECT_EQ(sent.failure->http_status, row.status);
      const bool as_too_long = ahead || row.code != std::string("too-long");
      if (as_too_long) {
        EXPECT_EQ(sent.failure->kind, row.kind) << row.status << row.code;
      }
      ASSERT_EQ(sent.failure->issues.size(), 1u);
      EXPECT_EQ(sent.failure->issues[0].code, row.code);
      EXPECT_TRUE(sent.confirmed.empty());
    }
  }
  EXPECT_EQ(chart_.Count("Communication"), 0);
}

TEST_F(Contents, WhatWentAheadIsConfirmedWhenTheBundleIsRefused) {
  instead_ = [](const Seen& seen) -> std::optional<Reply> {
    if (seen.method != "POST") return std::nullopt;
    return Reply{422, R"({"resourceType":"OperationOutcome","issue":[{"code":"value"}]})"};
  };
  vault_.sizes["object-m1"] = kMiB;
  const auto sent = ehr_.Send(OneMessage("m1", kMiB, true));
  ASSERT_TRUE(sent.failure);
  EXPECT_EQ(References(sent), std::vector<std::string>{"Binary/bin-m1"});
}

TEST_F(Contents, ATextFileThatTheServerGivesBackIsNoPage) {
  instead_ = [](const Seen& seen) -> std::optional<Reply> {
    if (seen.method != "PUT") return std::nullopt;
    return Reply{201, seen.body, {{"Content-Type", "text/plain"}}};
  };
  auto payload = OneMessage("m1", 100, true);
  payload.files[0].content_type = "text/plain";
  vault_.sizes["object-m1"] = 100;
  const auto sent = ehr_.Send(payload);
  EXPECT_FALSE(sent.failure) << sent.failure->text;
}

TEST_F(Contents, AFileThatIsNotAsLongAsItWasIsCorrupt) {
  for (const std::uint64_t there : {9, 11}) {
    vault_.sizes["object-m1"] = there;
    const auto sent = ehr_.Send(OneMessage("m1", 10));
    ASSERT_TRUE(sent.failure);
    EXPECT_EQ(sent.failure->kind, FailureKind::kCorrupt);
  }
  EXPECT_TRUE(server_.seen().empty());
}

TEST_F(Contents, AFileWhoseKeyIsGoneSendsNothing) {
  auto payload = OneMessage("m1", 10);
  payload.files[0].key_id = 0;
  const auto sent = ehr_.Send(payload);
  ASSERT_TRUE(sent.failure);
  EXPECT_EQ(sent.failure->kind, FailureKind::kNotFound);
  EXPECT_TRUE(server_.seen().empty());
}

std::uint64_t PeakMemory() {
  std::ifstream status("/proc/self/status");
  std::string word;
  while (status >> word) {
    if (word == "VmHWM:" && status >> word) return std::stoull(word) * 1024;
  }
  return 0;
}

TEST_F(Contents, P12_SixtyFourMiBRawAndInJsonLeaveMemoryFlat) {
  vault_.sizes["object-m1"] = 64 * kMiB;
  vault_.sizes["object-m2"] = 64 * kMiB;
  const std::uint64_t before = PeakMemory();
  ASSERT_FALSE(ehr_.Send(OneMessage("m1", 64 * kMiB, true)).failure);
  EXPECT_EQ(server_.seen()[0].body_size, 64 * kMiB);
  instead_ = [&](const Seen& seen) -> std::optional<Reply> {
    if (seen.header("Content-Type") == "image/jpeg") return Reply{415, ""};
    if (seen.method == "PUT") return Reply{201, ""};
    return std::nullopt;
  };
  ASSERT_FALSE(ehr_.Send(OneMessage("m2", 64 * kMiB, true)).failure);
  EXPECT_LT(PeakMemory() - before, 24 * kMiB);
}

}  // namespace
}  // namespace chartbridge::ehr
