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
#include "bridge/ports/content_check.h"
#include "bridge/ports/ehr.h"
#include "bridge/ports/ledger.h"
#include "bridge/ports/media_source.h"

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

  std::vector<bridge::KnownPatient> patients;
  std::map<std::string, std::string> practitioners;  // reference -> phone
  std::optional<Failure> failure;
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
  Result<bridge::Filed, Failure> File(const bridge::Filing& filing, bool after_doubt) override;
  Result<std::optional<bridge::Filed>, Failure> LookUp(const bridge::Filing& filing) override;
  Result<void, Failure> Retract(const std::vector<std::string>& resources) override;

  struct Call {
    Value bundle;
    std::vector<bridge::Enclosure> enclosures;
    bool after_doubt = false;
    int consent_reads = 0;  // how often consents had been read by then
  };
  struct Mishap {
    Failure failure;
    bool landed = false;  // the resources are in the chart, only the answer was lost
  };
  struct Resource {
    std::string reference;
    Value body;
    bool current = true;
  };
  // Messages (not threads) that are not entered-in-error; those of one patient if named.
  std::vector<Value> Messages(const std::string& patient = "") const;
  std::vector<Value> Documents() const;

  std::vector<Call> calls;
  std::deque<Mishap> mishaps;
  std::optional<Failure> retract_failure;
  std::function<void(const bridge::Filing&)> when_asked;
  std::function<void()> when_landed;
  std::vector<std::string> journal;  // "file", "retract Communication/3"
  std::vector<Resource> chart;

 private:
  std::vector<Value> Current(std::string_view type) const;
  bridge::Filed Land(const bridge::Filing& filing);

  const FakeConsents& consents_;
};

class FakeMediaSource final : public bridge::MediaSource {
 public:
  Result<bridge::FetchedMedia, Failure> Fetch(const std::string& channel,
                                              const mappings::Media& media,
                                              bridge::VaultWriter& sink) override;

  std::deque<Failure> failures;
  std::vector<std::string> asked;  // media ids
  std::function<void()> during;
};

class FakeVault final : public bridge::Vault {
 public:
  Result<std::unique_ptr<bridge::VaultWriter>, Failure> Create(const std::string& object,
                                                               const bridge::DataKey& key) override;
  Result<std::unique_ptr<bridge::VaultReader>, Failure> Open(const std::string& object,
                                                             const bridge::DataKey& key) override;
  Result<void, Failure> Remove(const std::string& object) override;

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
class WatchedLedger final : public bridge::Ledger {
 public:
  explicit WatchedLedger(bridge::Ledger& ledger) : ledger_(ledger) {}
  template <class T>
  using Answer = Result<T, Failure>;

  Answer<std::vector<bridge::ItemKey>> Split(bridge::Seq delivery,
                                             const std::vector<bridge::NewItem>& items) override;
  Answer<void> Record(const bridge::Transition& step) override;
  Answer<void> RecordMedia(const std::string& worker, const bridge::ItemKey& key,
                           const bridge::MediaChange& change, std::optional<Instant> due,
                           int attempts, const std::vector<bridge::AuditEntry>& audit) override;
  Answer<void> Remember(const bridge::PatientLink& link,
                        const std::vector<bridge::AuditEntry>& audit) override;

  Answer<std::optional<bridge::Work>> Claim(const std::string& worker, Instant now,
                                            Instant lease_until, int limit) override {
    return ledger_.Claim(worker, now, lease_until, limit);
  }
  Answer<void> Release(const std::string& worker, const std::string& conversation) override {
    return ledger_.Release(worker, conversation);
  }
  Answer<std::string> ReadOutbox(const bridge::ItemKey& key) override {
    return ledger_.ReadOutbox(key);
  }
  Answer<std::vector<bridge::ItemRow>> ClaimMedia(const std::string& worker, Instant now,
                                                  Instant lease_until, int limit) override {
    return ledger_.ClaimMedia(worker, now, lease_until, limit);
  }
  Answer<std::optional<bridge::PatientLink>> FindLink(const std::string& conversation) override {
    return ledger_.FindLink(conversation);
  }
  Answer<std::optional<bridge::ItemRow>> FindByProviderId(const std::string& channel,
                                                          const std::string& provider_id) override {
    return ledger_.FindByProviderId(channel, provider_id);
  }
  Answer<std::optional<bridge::ItemRow>> Find(const bridge::ItemKey& key) override {
    return ledger_.Find(key);
  }
  Answer<void> List(const bridge::ItemFilter& filter,
                    const std::function<bool(const bridge::ItemRow&)>& visit) override {
    return ledger_.List(filter, visit);
  }
  Answer<std::vector<bridge::DecisionRecord>> Decisions(const bridge::ItemKey& key) override {
    return ledger_.Decisions(key);
  }
  Answer<std::map<std::string, std::int64_t>> Counts() override { return ledger_.Counts(); }
  Answer<std::optional<Instant>> OldestUnfiled() override { return ledger_.OldestUnfiled(); }
  Answer<std::vector<bridge::ReasonCount>> CountsByReason(Instant ending_before) override {
    return ledger_.CountsByReason(ending_before);
  }

  std::vector<bridge::AuditEntry> audit;
  int records = 0;  // how many transitions were written

 private:
  void Keep(const std::vector<bridge::AuditEntry>& entries);

  bridge::Ledger& ledger_;
  std::mutex mutex_;
};

}  // namespace chartbridge::run_test
