// The embedded chart without a network: requests are values, answers are collected.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <map>
#include <string>

#include "connectors/chart/fhir_handler.h"
#include "connectors/chart/resource_store.h"
#include "connectors/crypto/crypto.h"
#include "connectors/vault/file_vault.h"
#include "fhir/json/value.h"

namespace chartbridge::chart {

struct Ask {
  std::string method = "GET";
  std::string target;  // path and query below /fhir, percent-encoded
  std::string body;
  http::Pairs headers;
  bool loopback = true;
  bool announces_length = true;
};

struct Reply {
  int status = 0;
  http::Pairs headers;
  std::string body;
  bool streamed = false;

  fhir::json::Value Json() const;
  std::string Header(std::string_view name) const;
};

// Answers `ask` with `handler`; `prefix` stands in front of the target.
Reply Send(http::Handler& handler, const Ask& ask, const std::string& prefix = "/fhir");

class StoppedClock final : public Clock {
 public:
  Instant Now() const override { return FromUnixMillis(now_); }
  std::chrono::steady_clock::time_point Steady() const override { return {}; }
  bool WaitUntil(std::stop_token, std::chrono::steady_clock::time_point) override { return false; }
  void Advance(std::int64_t milliseconds) { now_ += milliseconds; }

 private:
  std::atomic<std::int64_t> now_{1795327200000};  // 2026-11-22T06:00:00Z
};

class CountingLog final : public Log {
 public:
  void Write(LogLevel, LogEvent, std::initializer_list<LogField>) override { ++lines; }
  std::atomic<int> lines{0};
};

class ChartTest : public testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  // Makes these Patients: references must lead somewhere.
  void People(std::initializer_list<const char*> ids);

  // Closes the store and opens it again, as a restart does.
  void Restart();
  void Close();
  Result<std::unique_ptr<ResourceStore>, Failure> Open(const std::string& name = "chart.db");

  Reply Get(const std::string& target, http::Pairs headers = {});
  Reply Post(const std::string& target, const std::string& body, http::Pairs headers = {});
  Reply Put(const std::string& target, const std::string& body, http::Pairs headers = {});
  // The resource's id; fails the test unless it was created.
  std::string Create(const std::string& resource, http::Pairs headers = {});
  // How many a search finds.
  std::int64_t Count(const std::string& search);

  std::filesystem::path folder_;
  crypto::SystemEntropy entropy_;
  StoppedClock clock_;
  CountingLog log_;
  std::optional<crypto::KeyRing> ring_;
  Site site_;
  std::string vfs_;
  std::unique_ptr<vault::FileVault> vault_;
  std::unique_ptr<ResourceStore> store_;
  std::unique_ptr<FhirHandler> handler_;
};

// The first issue of an OperationOutcome: code, and expression.
std::string CodeOf(const Reply& reply);
std::string ExpressionOf(const Reply& reply);
// True for an OperationOutcome with at least one issue, FHIR's type, and the safe headers.
testing::AssertionResult IsOutcome(const Reply& reply, int status);
std::vector<std::string> IdsOf(const fhir::json::Value& bundle);
std::string LinkOf(const fhir::json::Value& bundle, std::string_view relation);
// What stands behind "/fhir/" of an absolute address.
std::string Below(const std::string& url);

std::string Patient(const std::string& id, const std::string& more = "");
std::string Communication(const std::string& patient, const std::string& identifier,
                          const std::string& more = "");

}  // namespace chartbridge::chart
