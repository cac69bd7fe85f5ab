// The outside world of the runners, in memory: it does as it is told and remembers what was asked.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "bridge/ports/channel.h"
#include "bridge/ports/content_check.h"
#include "bridge/ports/ehr.h"
#include "bridge/ports/items.h"
#include "bridge/ports/links.h"

namespace chartbridge::run_test {

using fhir::json::Value;

inline Failure Broken(FailureKind kind) { return {kind, "told to fail", {}, 0, {}}; }

// Moves when told.
class FakeClock final : public Clock {
 public:
  Instant Now() const override { return FromUnixMillis(now_.load()); }
  std::chrono::steady_clock::time_point Steady() const override {
    return std::chrono::steady_clock::time_point(Milliseconds(now_.load()));
  }
  bool WaitUntil(std::stop_token stop, std::chrono::steady_clock::time_point) override {
    return !stop.stop_requested();
  }
  void Move(Milliseconds by) { now_ += by.count(); }

 private:
  std::atomic<std::int64_t> now_{1'795'327'200'000};
};

class FakeEntropy final : public Entropy {
 public:
  void Fill(std::span<unsigned char> bytes) override;

 private:
  std::atomic<std::uint64_t> drawn_{0};
};

class FakeDirectory final : public bridge::PatientDirectory {
 public:
  Result<bridge::KnownPeople, Failure> FindByPhone(
      const std::vector<std::string>& spellings) override;
  Result<bridge::KnownPatient, Failure> Read(const std::string& reference) override;
  Result<std::string, Failure> ParentOf(const std::string&) override { return std::string(); }
  Result<std::vector<bridge::PatientIdentifier>, Failure> IdentifiersOf(
      const std::string&) override {
    return identifiers;
  }
  Result<std::vector<std::string>, Failure> MembersOf(const std::string&) override {
    return std::vector<std::string>();
  }
  std::vector<std::string> OwnNames() override { return {}; }

  std::vector<bridge::PatientIdentifier> identifiers;  // of any organization
  std::vector<bridge::KnownPatient> patients;
  std::map<std::string, std::string> practitioners;  // reference -> phone
  std::optional<Failure> failure;
  std::optional<Failure> search_failure;  // of FindByPhone alone
  int searches = 0;
};

class FakeConsents final : public bridge::ConsentSource {
 public:
  Result<std::vector<Value>, Failure> Current(const std::vector<std::string>& patients) override;

  std::map<std::string, Value> of;  // patient -> Consent
  std::optional<Failure> failure;
  std::function<void(int read)> before;  // told the number of the read, from 1
  int reads = 0;
};

// A FHIR server that keeps to conditional create: one identity, one resource.
class FakeEhr final : public bridge::Ehr {
 public:
  explicit FakeEhr(const FakeConsents& consents) : consents_(consents) {}
  Result<bridge::Payload, Issue> Plan(const bridge::PlanRequest& request) const override;
  Result<bridge::Payload, Issue> PlanAmendment(const bridge::PlanRequest& request) const override;
  bridge::SendOutcome Send(const bridge::Payload& payload) override;
  Result<std::vector<bridge::FilingPart>, Failure> LookUp(
      const std::vector<bridge::FilingPart>& parts) override;
  bridge::SendOutcome Amend(const bridge::Payload& payload) override;
  bridge::SendOutcome Retract(const std::vector<bridge::FilingPart>& parts) override;
  Result<void, Failure> Probe() override;

  struct Call {
    Value bundle;
    std::vector<bridge::BinaryContent> files;
    bool after_doubt = false;  // a look-up came right before it
    int consent_reads = 0;     // how often consents had been read by then
  };
  struct Mishap {
    Failure failure;
    bool landed = false;  // the resources are in the chart, only the answer was lost
    int half = -1;        // >= 0: so many entries landed and were confirmed, the rest was refused
  };
  struct Resource {
    std::string reference;
    std::string part;
    std::string identity;
    Value body;  // the resource
    bool current = true;
  };
  // Messages (not threads) that are not entered-in-error; those of one patient if named.
  std::vector<Value> Messages(const std::string& patient = "") const;
  std::vector<Value> Documents() const;
  int Journalled(const std::string& word) const;

  std::vector<Call> calls;
  std::deque<Mishap> mishaps;
  std::optional<Failure> look_up_failure;
  std::optional<Failure> retract_failure;
  std::optional<Failure> amend_failure;
  std::optional<Failure> probe_failure;
  std::function<void(const Value& bundle)> when_asked;
  std::function<void()> when_landed;
  std::vector<std::string> journal;  // "send", "look up", "retract Communication/3", "amend …"
  std::vector<Resource> chart;

 private:
  std::vector<Value> Current(std::string_view type) const;
  std::vector<bridge::FilingPart> Land(const Value& bundle, const bridge::Payload& payload,
                                       std::size_t entries);

  const FakeConsents& consents_;
  bool looked_up_ = false;
};

// WhatsApp's parser with media that are told what to be.
class FakeChannel final : public bridge::Channel {
 public:
  explicit FakeChannel(bridge::Channel& inner) : inner_(inner) {}
  std::vector<std::string> Routes() const override { return inner_.Routes(); }
  std::vector<std::string> Verify(const bridge::SignedRequest& request) const override {
    return inner_.Verify(request);
  }
  void Parse(const bridge::RawDelivery& raw, std::int64_t skip,
             const std::function<bool(mappings::Item&&)>& take) const override {
    if (when_parsed) when_parsed();
    inner_.Parse(raw, skip, take);
  }
  Result<mappings::Item, Issue> Read(const std::string& channel, Instant received,
                                     const Value& content) const override {
    return inner_.Read(channel, received, content);
  }
  Result<bridge::FetchedMedia, Failure> FetchMedium(const std::string& channel,
                                                    const mappings::Media& medium,
                                                    bridge::VaultWriter& sink) override;
  Result<bridge::Sent, bridge::SendFailure> Send(const bridge::OutboundMessage& message) override {
    return inner_.Send(message);
  }
  std::vector<bridge::ChannelFinding> Check(const std::string&) override { return {}; }

  std::deque<Failure> failures;
  bridge::Reason objection = bridge::Reason::kNone;
  std::vector<std::string> asked;  // media ids
  std::function<void()> during;
  std::function<void()> when_parsed;

 private:
  bridge::Channel& inner_;
};

class FakeVault final : public bridge::Vault {
 public:
  Result<std::unique_ptr<bridge::VaultWriter>, Failure> Create(const std::string& object,
                                                               const bridge::DataKey& key) override;
  Result<std::unique_ptr<bridge::VaultReader>, Failure> Open(const std::string& object,
                                                             const bridge::DataKey& key) override;
  Result<void, Failure> Remove(const std::string& object) override;
  Result<void, Failure> List(Instant before,
                             const std::function<bool(const std::string&)>& visit) override;

  std::map<std::string, std::int64_t> objects;  // committed ones, with the id of their key
};

class FakeScanner final : public bridge::Scanner {
 public:
  Result<bridge::ScanVerdict, Failure> Scan(bridge::VaultReader& content) override;

  bridge::ScanVerdict verdict = bridge::ScanVerdict::kClean;
  std::deque<Failure> failures;
};

class FakeLabeller final : public bridge::Labeller {
 public:
  std::vector<std::string> Label(const mappings::Message&) const override { return {}; }
};

class FakeLog final : public Log {
 public:
  void Write(LogLevel level, LogEvent event, std::initializer_list<LogField> fields) override;

  std::vector<std::string> lines;

 private:
  std::mutex mutex_;
};

// Hands everything on and keeps the audit entries of what was done, as the runners wrote them.
class WatchedItems final : public bridge::Items {
 public:
  explicit WatchedItems(bridge::Items& items) : items_(items) {}
  template <class T>
  using Answer = Result<T, Failure>;

  Answer<void> Split(const std::vector<bridge::Slice>& slices) override;
  Answer<void> Record(const bridge::ItemStep& step) override;
  Answer<std::optional<bridge::ItemRow>> Find(const bridge::ItemKey& key) override {
    return items_.Find(key);
  }
  Answer<std::optional<bridge::ItemRow>> FindByProviderId(const std::string& channel,
                                                          const std::string& id) override {
    return items_.FindByProviderId(channel, id);
  }
  Answer<std::string> ReadPayload(const bridge::ItemKey& key, int filing) override {
    return items_.ReadPayload(key, filing);
  }
  Answer<std::vector<bridge::DecisionRecord>> Decisions(const bridge::ItemKey& key) override {
    return items_.Decisions(key);
  }

  std::vector<bridge::AuditEntry> audit;
  int records = 0;                 // how many steps were written
  std::optional<Failure> refusal;  // why nothing may be written now

 private:
  bridge::Items& items_;
  std::mutex mutex_;
};

}  // namespace chartbridge::run_test
