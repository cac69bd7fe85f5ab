#include "bridge/run/circuit_ports.h"

namespace chartbridge::bridge::run {
namespace {

template <class T>
Result<T, Failure> Told(const CallReport& report, Result<T, Failure> answer) {
  report.Tell(answer ? std::nullopt : std::optional<Failure>(answer.error()));
  return answer;
}

SendOutcome Told(const CallReport& report, SendOutcome outcome) {
  report.Tell(outcome.failure);
  return outcome;
}

}  // namespace

void CallReport::Tell(const std::optional<Failure>& failure) const {
  circuit.Report(failure, clock.Now());
  if (failure) metrics.ehr_calls_failed[static_cast<std::size_t>(failure->kind)]++;
}

Result<KnownPeople, Failure> CircuitDirectory::FindByPhone(
    const std::vector<std::string>& spellings) {
  return Told(report_, inner_.FindByPhone(spellings));
}
Result<KnownPatient, Failure> CircuitDirectory::Read(const std::string& reference) {
  return Told(report_, inner_.Read(reference));
}
Result<std::string, Failure> CircuitDirectory::ParentOf(const std::string& organization) {
  return Told(report_, inner_.ParentOf(organization));
}
Result<std::vector<PatientIdentifier>, Failure> CircuitDirectory::IdentifiersOf(
    const std::string& organization) {
  return Told(report_, inner_.IdentifiersOf(organization));
}
Result<std::vector<std::string>, Failure> CircuitDirectory::MembersOf(
    const std::string& reference) {
  return Told(report_, inner_.MembersOf(reference));
}

Result<std::vector<fhir::json::Value>, Failure> CircuitConsents::Current(
    const std::vector<std::string>& patients) {
  return Told(report_, inner_.Current(patients));
}

SendOutcome CircuitEhr::Send(const Payload& payload) { return Told(report_, inner_.Send(payload)); }
Result<std::vector<FilingPart>, Failure> CircuitEhr::LookUp(const std::vector<FilingPart>& parts) {
  return Told(report_, inner_.LookUp(parts));
}
SendOutcome CircuitEhr::Amend(const Payload& payload) {
  return Told(report_, inner_.Amend(payload));
}
SendOutcome CircuitEhr::Retract(const std::vector<FilingPart>& parts) {
  return Told(report_, inner_.Retract(parts));
}
Result<void, Failure> CircuitEhr::Probe() { return Told(report_, inner_.Probe()); }

}  // namespace chartbridge::bridge::run
