// Nothing is written into an EHR that cannot do what filing needs (finding D14): another FHIR
// version, no Consents by patient, no patients by phone.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "bridge/ports/ehr.h"
#include "bridge/run/circuit.h"

namespace chartbridge {

// The EHR, closed to what would change it while a needed interaction is missing, and until the
// first look has told. Look-ups pass. Any thread.
class EhrGuard final : public bridge::Ehr {
 public:
  // `missing`: looks, and names what of filing fails for good; empty when nothing does, or when the
  // server is merely away. Called on a thread of its own, while something is missing again after a
  // second, then ever more rarely, at least once a minute. `circuit` is barred meanwhile: no
  // message uses up its attempts. All outlive the guard.
  EhrGuard(bridge::Ehr& inner, std::function<std::vector<std::string>()> missing,
           bridge::run::EhrCircuit& circuit, Clock& clock, Log& log);
  ~EhrGuard() override;

  // The first look begins; waits for it, but not longer than `patience`.
  void Start(std::chrono::milliseconds patience);
  // Ends what it can; whoever makes `missing` wait must end that first.
  void Stop();

  // "" when it may be written to, else one plain sentence.
  std::string WhyClosed() const;

  Result<bridge::Payload, Issue> Plan(const bridge::PlanRequest& request) const override {
    return inner_.Plan(request);
  }
  Result<bridge::Payload, Issue> PlanAmendment(const bridge::PlanRequest& request) const override {
    return inner_.PlanAmendment(request);
  }
  bridge::SendOutcome Send(const bridge::Payload& payload) override;
  Result<std::vector<bridge::FilingPart>, Failure> LookUp(
      const std::vector<bridge::FilingPart>& parts) override {
    return inner_.LookUp(parts);
  }
  bridge::SendOutcome Amend(const bridge::Payload& payload) override;
  bridge::SendOutcome Retract(const std::vector<bridge::FilingPart>& parts) override {
    return inner_.Retract(parts);
  }
  Result<void, Failure> Probe() override { return inner_.Probe(); }

 private:
  void Run(const std::stop_token& stop);
  void Keep(const std::vector<std::string>& missing);

  bridge::Ehr& inner_;
  const std::function<std::vector<std::string>()> missing_;
  bridge::run::EhrCircuit& circuit_;
  Clock& clock_;
  Log& log_;
  mutable std::mutex mutex_;
  std::condition_variable looked_;
  std::string why_closed_;
  std::jthread thread_;
};

}  // namespace chartbridge
