// What moves messages into the chart: the gate, the runners and the one circuit over all calls to
// the EHR, put together from settings and the parts of the outside world.
#pragma once

#include <memory>

#include "bridge/app/ehr_guard.h"
#include "bridge/app/parts.h"
#include "bridge/app/watched_consents.h"
#include "bridge/run/circuit_ports.h"
#include "bridge/run/consent_gate.h"
#include "bridge/run/directory_cache.h"
#include "bridge/run/lease_keeper.h"
#include "bridge/run/workers.h"

namespace chartbridge {

class Pipeline {
 public:
  // All outlive it. Nothing runs before Start.
  Pipeline(const Settings& settings, StoreParts& parts, EhrParts& ehr, bridge::Scanner& scanner,
           const bridge::Labeller& labeller, Log& log);
  ~Pipeline();

  void Start();
  // Every worker ends after the effect that it is at; calls to the EHR that last longer than
  // `patience` are ended where they stand: what came of them is looked up after the next start.
  void Stop(std::chrono::milliseconds patience);

  // The EHR, as everybody in this process is to ask it: each answer is told to the circuit.
  bridge::PatientDirectory& directory() { return directory_; }
  bridge::ConsentSource& consents() { return consents_; }

  const bridge::run::Metrics& metrics() const { return metrics_; }
  bridge::run::EhrCircuit::State circuit() const { return circuit_.state(); }
  // "" when messages may be written into the EHR, else why not.
  std::string WhyClosed() const { return guard_.WhyClosed(); }
  std::chrono::milliseconds consents_unreachable_for() const { return consents_.unreachable_for(); }

 private:
  const bridge::run::RunSettings run_;
  EhrParts& ehr_;
  bridge::run::Metrics metrics_;
  bridge::run::EhrCircuit circuit_;
  bridge::run::CircuitDirectory directory_;
  bridge::run::CircuitConsents told_consents_;
  WatchedConsents consents_;
  bridge::run::CircuitEhr told_ehr_;
  EhrGuard guard_;
  bridge::run::ConsentGate gate_;
  bridge::run::DirectoryCache people_;
  bridge::run::LeaseKeeper leases_;
  const bridge::run::Ports ports_;
  std::unique_ptr<bridge::run::Workers> workers_;
};

}  // namespace chartbridge
