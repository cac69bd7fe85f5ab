#include "bridge/app/part_checks.h"

#include <gtest/gtest.h>

#include "connectors/crypto/crypto.h"
#include "connectors/vault/file_vault.h"
#include "settings_folder.h"
#include "stopped_clock.h"
#include "tests/connectors/scanner/clamd_under_test.h"
#include "tests/fakes/scripted_http_server.h"
#include "words/say.h"

namespace chartbridge {
namespace {

using PartChecksTest = SettingsFolder;

class RefusingKeys final : public bridge::KeyStore {
 public:
  Result<bridge::DataKey, Failure> CreateKey() override {
    return Fail(FailureKind::kFull, "the store is full");
  }
  Result<bridge::DataKey, Failure> OpenKey(std::int64_t) override { return CreateKey(); }
  Result<void, Failure> DestroyKey(std::int64_t) override { return Fail(FailureKind::kFull, ""); }
};

// One key, never stored.
class OneKey final : public bridge::KeyStore {
 public:
  Result<bridge::DataKey, Failure> CreateKey() override {
    return bridge::DataKey(1, std::array<unsigned char, 32>{7});
  }
  Result<bridge::DataKey, Failure> OpenKey(std::int64_t) override { return CreateKey(); }
  Result<void, Failure> DestroyKey(std::int64_t) override {
    ++destroyed;
    return {};
  }
  int destroyed = 0;
};

TEST_F(PartChecksTest, AVaultThatCanBeWrittenIsLeftAsItWas) {
  auto vault = vault::FileVault::Open((folder_ / "media").string());
  ASSERT_TRUE(vault);
  OneKey keys;
  crypto::SystemEntropy entropy;
  EXPECT_EQ(CheckVault(**vault, keys, entropy).grade, Grade::kFine);
  EXPECT_EQ(keys.destroyed, 1);
  int left = 0;
  for (const auto& one : std::filesystem::recursive_directory_iterator(folder_ / "media"))
    left += one.is_regular_file() ? 1 : 0;
  EXPECT_EQ(left, 0);
}

TEST_F(PartChecksTest, AStoreThatTakesNoKeyIsNamedFirst) {
  auto vault = vault::FileVault::Open((folder_ / "media").string());
  ASSERT_TRUE(vault);
  RefusingKeys keys;
  crypto::SystemEntropy entropy;
  const Finding found = CheckVault(**vault, keys, entropy);
  EXPECT_EQ(found.grade, Grade::kFault);
  EXPECT_EQ(InEnglish(found.said), "the store is full");
}

TEST_F(PartChecksTest, AClockThatWasNeverSetIsAFault) {
  EXPECT_EQ(CheckClock(StoppedClock()).grade, Grade::kFine);
  const Finding found = CheckClock(StoppedClock(86400000));
  EXPECT_EQ(found.grade, Grade::kFault);
  EXPECT_EQ(found.advice, words::Statements{words::Say("synchronise-time")});
}

TEST_F(PartChecksTest, NoScannerIsAWarning) {
  EXPECT_EQ(CheckScanner({"none"}).grade, Grade::kWarning);
}

TEST_F(PartChecksTest, AScannerIsTriedWithTheTestFile) {
  const scanner::ClamdUnderTest clamd({.knows_eicar = true});
  ScannerSettings settings{"clamd"};
  settings.port = clamd.port();
  EXPECT_EQ(CheckScanner(settings).grade, Grade::kFine);
  EXPECT_EQ(InEnglish(CheckScanner(settings).said), "Media are scanned by clamd.");
}

TEST_F(PartChecksTest, AScannerThatDoesNotAnswerOrKnowNothingIsAFault) {
  ScannerSettings settings{"clamd"};
  settings.socket = "/nonexistent/clamd.ctl";
  EXPECT_EQ(CheckScanner(settings).grade, Grade::kFault);
  EXPECT_EQ(CheckScanner(settings).said, words::Statements{words::Say("clamd-silent")});
  const scanner::ClamdUnderTest blind(scanner::ClamdUnderTest::Script{});
  settings.socket.clear();
  settings.port = blind.port();
  EXPECT_EQ(CheckScanner(settings).said, words::Statements{words::Say("clamd-misses-eicar")});
}

TEST_F(PartChecksTest, ADiskThatIsNotThereCannotBeRead) {
  EXPECT_EQ(CheckDisk("/proc/self/no-such-place").grade, Grade::kWarning);
}

struct Ehr {
  explicit Ehr(fakes::ScriptedHttpServer::Script script) : server(std::move(script)) {}
  std::vector<Finding> Check(const Settings& settings) {
    ehr::FhirRest rest(ehr::BaseUrl::Read(server.url("/fhir"), false).value(), {}, client,
                       credentials, clock, entropy);
    return CheckEhr(settings, rest, EhrDepth::kRead);
  }
  fakes::ScriptedHttpServer server;
  http::Client client{http::ClientSettings{}};
  ehr::NoCredentials credentials;
  StoppedClock clock;
  crypto::SystemEntropy entropy;
};

TEST_F(PartChecksTest, LookingAtTheEhrOftenOnlyReads) {
  Ehr ehr([](const fakes::RecordedRequest&) {
    return http::JsonResponse(200,
                              R"({"resourceType":"CapabilityStatement","fhirVersion":"4.0.1"})");
  });
  EXPECT_FALSE(ehr.Check({}).empty());
  for (const auto& asked : ehr.server.requests()) {
    EXPECT_EQ(asked.method, "GET");
    EXPECT_EQ(asked.path, "/fhir/metadata");
  }
}

TEST_F(PartChecksTest, AnEhrThatIsDownSaysWhatToDo) {
  Ehr ehr([](const fakes::RecordedRequest&) { return http::TextResponse(503, ""); });
  Settings settings;
  settings.ehr.base_url = "http://ehr.example/fhir";
  settings.ehr.allow_http = true;
  const auto found = ehr.Check(settings);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].said, words::Statements{words::Say("ehr-plain-http")});
  EXPECT_EQ(found[1].grade, Grade::kFault);
  EXPECT_FALSE(found[1].advice.empty());
}

}  // namespace
}  // namespace chartbridge
