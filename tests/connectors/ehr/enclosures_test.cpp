#include "connectors/ehr/enclosures.h"

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
using testing::Reply;
using testing::Seen;

constexpr std::uint64_t kMiB = 1024 * 1024;

std::string Bytes(std::uint64_t size) {
  std::string bytes(size, '\0');
  for (std::uint64_t i = 0; i < size; ++i) bytes[i] = FakeVault::ByteAt(i);
  return bytes;
}

class Enclosing : public ::testing::Test {
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

TEST_F(Enclosing, ASmallFileTravelsInsideTheBundle) {
  for (const std::uint64_t size : {1, 2, 3, 49152, 49153, 512 * 1024}) {
    const std::string uuid = "m" + std::to_string(size);
    vault_.sizes["object-" + uuid] = size;
    ASSERT_TRUE(ehr_.File(OneMessage(uuid, size), false));
    EXPECT_TRUE(chart_.At("Binary/bin-" + uuid)["data"].text() == ToBase64(Bytes(size)));
  }
  EXPECT_EQ(server_.seen().size(), 6u);
}

TEST_F(Enclosing, AMissingBinaryEntryIsAdded) {
  auto filing = OneMessage("m1", 5);
  vault_.sizes["object-m1"] = 5;
  auto& entries = *filing.bundle.Find("entry")->array();
  entries.erase(entries.begin() + 2);
  ASSERT_TRUE(ehr_.File(filing, false));
  EXPECT_EQ(chart_.At("Binary/bin-m1")["contentType"].text(), "image/jpeg");
  EXPECT_EQ(chart_.At("Binary/bin-m1")["securityContext"]["reference"].text(), "Patient/p1");
}

TEST_F(Enclosing, ALargeFileGoesAheadRaw) {
  vault_.sizes["object-m1"] = kMiB;
  const auto filed = ehr_.File(OneMessage("m1", kMiB), false);
  ASSERT_TRUE(filed);
  const auto seen = server_.seen();
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_EQ(seen[0].method + seen[0].target, "PUT/fhir/Binary/bin-m1");
  EXPECT_EQ(seen[0].header("Content-Type"), "image/jpeg");
  EXPECT_EQ(seen[0].header("X-Security-Context"), "Patient/p1");
  EXPECT_TRUE(seen[0].body == Bytes(kMiB));
  EXPECT_EQ(seen[1].body.find("\"Binary\""), std::string::npos);
  EXPECT_EQ(filed->resources.back(), "Binary/bin-m1");
}

TEST_F(Enclosing, AServerWithoutRawBinaryGetsJsonAndIsAskedOnce) {
  instead_ = [](const Seen& seen) -> std::optional<Reply> {
    if (seen.header("Content-Type") == "image/jpeg") return Reply{415, ""};
    return std::nullopt;
  };
  for (const char* uuid : {"m1", "m2"}) {
    vault_.sizes["object-" + std::string(uuid)] = kMiB;
    ASSERT_TRUE(ehr_.File(OneMessage(uuid, kMiB), false));
    EXPECT_TRUE(chart_.At("Binary/bin-" + std::string(uuid))["data"].text() ==
                ToBase64(Bytes(kMiB)));
  }
  EXPECT_EQ(server_.seen().size(), 5u);
}

TEST_F(Enclosing, AServerThatTakesItNeitherWayIsTooSmall) {
  instead_ = [](const Seen& seen) -> std::optional<Reply> {
    if (seen.method == "PUT") return Reply{400, "<html>no</html>"};
    return std::nullopt;
  };
  vault_.sizes["object-m1"] = kMiB;
  const auto filed = ehr_.File(OneMessage("m1", kMiB), false);
  ASSERT_FALSE(filed);
  EXPECT_EQ(filed.error().kind, FailureKind::kTooLarge);
  EXPECT_EQ(chart_.Count("Communication"), 0);
}

TEST_F(Enclosing, AFileThatIsNotAsLongAsItWasIsCorrupt) {
  for (const std::uint64_t there : {9, 11}) {
    vault_.sizes["object-m1"] = there;
    const auto filed = ehr_.File(OneMessage("m1", 10), false);
    ASSERT_FALSE(filed);
    EXPECT_EQ(filed.error().kind, FailureKind::kCorrupt);
  }
  EXPECT_TRUE(server_.seen().empty());
}

TEST_F(Enclosing, AFileWhoseKeyIsGoneSendsNothing) {
  auto filing = OneMessage("m1", 10);
  filing.enclosures[0].key_id = 0;
  const auto filed = ehr_.File(filing, false);
  ASSERT_FALSE(filed);
  EXPECT_EQ(filed.error().kind, FailureKind::kNotFound);
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

TEST_F(Enclosing, P12_SixtyFourMiBRawAndInJsonLeaveMemoryFlat) {
  vault_.sizes["object-m1"] = 64 * kMiB;
  vault_.sizes["object-m2"] = 64 * kMiB;
  const std::uint64_t before = PeakMemory();
  ASSERT_TRUE(ehr_.File(OneMessage("m1", 64 * kMiB), false));
  EXPECT_EQ(server_.seen()[0].body_size, 64 * kMiB);
  instead_ = [&](const Seen& seen) -> std::optional<Reply> {
    if (seen.header("Content-Type") == "image/jpeg") return Reply{415, ""};
    if (seen.method == "PUT") return Reply{201, ""};
    return std::nullopt;
  };
  ASSERT_TRUE(ehr_.File(OneMessage("m2", 64 * kMiB), false));
  EXPECT_LT(PeakMemory() - before, 24 * kMiB);
}

}  // namespace
}  // namespace chartbridge::ehr
