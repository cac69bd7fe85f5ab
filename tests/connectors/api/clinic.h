// The people and messages of the tests, and the outside world in memory.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/log.h"
#include "bridge/ports/channel.h"
#include "bridge/ports/ehr.h"
#include "connectors/api/api_ports.h"
#include "connectors/sql/store.h"

namespace chartbridge::api_test {

using fhir::json::Value;

class StillClock final : public Clock {
 public:
  Instant Now() const override { return now; }
  std::chrono::steady_clock::time_point Steady() const override { return {}; }
  bool WaitUntil(std::stop_token, std::chrono::steady_clock::time_point) override { return true; }
  Instant now = FromUnixMillis(1'800'000'000'000);
};

class SilentLog final : public Log {
 public:
  void Write(LogLevel, LogEvent, std::initializer_list<LogField>) override {}
};

// Reads {"text", "caption", "phone", "name", "readable"}; a caption makes it a photo, readable
// lines something that is not documented.
class ParserOfClinic final : public bridge::Channel {
 public:
  std::vector<std::string> Routes() const override { return {}; }
  std::vector<std::string> Verify(const bridge::SignedRequest&) const override { return {}; }
  void Parse(const bridge::RawDelivery&, std::int64_t,
             const std::function<bool(mappings::Item&&)>&) const override {}
  Result<mappings::Item, Issue> Read(const std::string& channel, Instant received,
                                     const Value& content) const override;
  Result<bridge::FetchedMedia, Failure> FetchMedium(const std::string&, const mappings::Media&,
                                                    bridge::VaultWriter&) override {
    return Fail(FailureKind::kUnreachable, "nothing is fetched in these tests");
  }
  Result<bridge::Sent, bridge::SendFailure> Send(const bridge::OutboundMessage&) override {
    return Unexpected<bridge::SendFailure>({});
  }
  std::vector<bridge::ChannelFinding> Check(const std::string&) override { return {}; }
};

class MemoryVault final : public bridge::Vault {
 public:
  Result<std::unique_ptr<bridge::VaultWriter>, Failure> Create(const std::string&,
                                                               const bridge::DataKey&) override;
  Result<std::unique_ptr<bridge::VaultReader>, Failure> Open(const std::string& object,
                                                             const bridge::DataKey&) override;
  Result<void, Failure> Remove(const std::string&) override { return {}; }
  Result<void, Failure> List(Instant, const std::function<bool(const std::string&)>&) override {
    return {};
  }
};
inline constexpr std::string_view kPhotoBytes = "not really a photo";

// Patients and Consents as FHIR resources, by reference.
class FakeChart final : public bridge::PatientDirectory, public bridge::ConsentSource {
 public:
  FakeChart();
  Result<bridge::KnownPeople, Failure> FindByPhone(const std::vector<std::string>&) override;
  Result<bridge::KnownPatient, Failure> Read(const std::string& reference) override;
  Result<std::string, Failure> ParentOf(const std::string&) override { return std::string(); }
  Result<std::vector<bridge::PatientIdentifier>, Failure> IdentifiersOf(
      const std::string&) override {
    return std::vector<bridge::PatientIdentifier>();
  }
  Result<std::vector<std::string>, Failure> MembersOf(const std::string&) override {
    return std::vector<std::string>();
  }
  std::vector<std::string> OwnNames() override { return {}; }
  Result<std::vector<Value>, Failure> Current(const std::vector<std::string>& patients) override;
  Result<Value, Failure> Get(const std::string& path);

  std::map<std::string, Value> resources;
  std::vector<Value> history;  // former versions of Consent/ana
  std::optional<Failure> failure;
  std::map<std::string, Failure> refuses;  // by reference
  std::vector<std::string> asked;
  std::function<void()> when_read;  // during a read of a patient
};

// Keys of the messages, by what they are: filed, waiting, quarantined, dropped, dead, fresh, photo,
// group, unsupported; held-file and dead-file are filed, and a file of theirs is not.
const std::string& KeyOf(const std::string& name);
// Puts them into the store.
void AddMessages(sql::Store& store, Instant now);

Value Json(const std::string& text);

}  // namespace chartbridge::api_test
