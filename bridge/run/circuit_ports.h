// The ports to an EHR with its circuit told of every answer. Whoever calls through these need not
// think of it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bridge/ports/ehr.h"
#include "bridge/run/circuit.h"
#include "bridge/run/metrics.h"

namespace chartbridge::bridge::run {

// What every wrapped call reports to. Everything outlives the ports.
struct CallReport {
  EhrCircuit& circuit;
  const Clock& clock;
  Metrics& metrics;
  void Tell(const std::optional<Failure>& failure) const;
};

class CircuitDirectory final : public PatientDirectory {
 public:
  CircuitDirectory(PatientDirectory& inner, CallReport report) : inner_(inner), report_(report) {}
  Result<KnownPeople, Failure> FindByPhone(const std::vector<std::string>& spellings) override;
  Result<KnownPatient, Failure> Read(const std::string& reference) override;
  Result<std::string, Failure> ParentOf(const std::string& organization) override;
  Result<std::vector<PatientIdentifier>, Failure> IdentifiersOf(
      const std::string& organization) override;
  Result<std::vector<std::string>, Failure> MembersOf(const std::string& reference) override;
  std::vector<std::string> OwnNames() override { return inner_.OwnNames(); }

 private:
  PatientDirectory& inner_;
  CallReport report_;
};

class CircuitConsents final : public ConsentSource {
 public:
  CircuitConsents(ConsentSource& inner, CallReport report) : inner_(inner), report_(report) {}
  Result<std::vector<fhir::json::Value>, Failure> Current(
      const std::vector<std::string>& patients) override;

 private:
  ConsentSource& inner_;
  CallReport report_;
};

class CircuitEhr final : public Ehr {
 public:
  CircuitEhr(Ehr& inner, CallReport report) : inner_(inner), report_(report) {}
  Result<Payload, Issue> Plan(const PlanRequest& request) const override {
    return inner_.Plan(request);
  }
  Result<Payload, Issue> PlanAmendment(const PlanRequest& request) const override {
    return inner_.PlanAmendment(request);
  }
  SendOutcome Send(const Payload& payload) override;
  Result<std::vector<FilingPart>, Failure> LookUp(const std::vector<FilingPart>& parts) override;
  SendOutcome Amend(const Payload& payload) override;
  SendOutcome Retract(const std::vector<FilingPart>& parts) override;
  Result<void, Failure> Probe() override;

 private:
  Ehr& inner_;
  CallReport report_;
};

}  // namespace chartbridge::bridge::run
