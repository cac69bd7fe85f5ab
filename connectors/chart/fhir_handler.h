// The embedded FHIR R4 server: REST over an http::Server, resources in a ResourceStore
// (contract.md, /fhir). Every error is an OperationOutcome.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/log.h"
#include "connectors/chart/body.h"
#include "connectors/chart/fhir_access.h"
#include "connectors/chart/interactions.h"
#include "connectors/http/own_addresses.h"

namespace chartbridge::chart {

struct FhirSettings {
  std::string prefix = "/fhir";
  // nullopt: the Host header's, which must name this machine.
  std::optional<http::OwnAddresses> own;
  std::string software_version = "0.1.0";
  FhirAccess* access = nullptr;  // nullptr: open to this machine, closed to all others
  bool open = false;             // the demo: beside `access`, this machine needs no credentials
  std::string oauth = "/smart";  // where authorize and token are, beside `prefix`
};

class FhirHandler final : public http::Handler {
 public:
  // All must outlive this.
  FhirHandler(const FhirSettings& settings, ResourceStore& store, const Clock& clock,
              Entropy& entropy, Log& log);

  void Handle(http::Request& request, http::Responder& responder) override;

 private:
  struct Exchange;

  Result<void, Refusal> Enter(Exchange& exchange);
  Result<Rights, Refusal> Admit(const http::Request& request);
  Result<void, Refusal> Note(Exchange& exchange, const Access& access);
  Result<void, Refusal> NoteBundle(Exchange& exchange, const fhir::json::Value& bundle);
  void Statement(Exchange& exchange);
  void Dispatch(Exchange& exchange);
  void Base(Exchange& exchange);
  void Type(Exchange& exchange);
  void Instance(Exchange& exchange);
  void Create(Exchange& exchange);
  void Update(Exchange& exchange);
  void PostedSearch(Exchange& exchange);
  void Search(Exchange& exchange, http::Pairs pairs);
  void History(Exchange& exchange);
  Result<void, Refusal> RequireSeen(Exchange& exchange, const Version& version);
  void Show(Exchange& exchange, const Result<Version, Refusal>& version);
  void Validate(Exchange& exchange);
  void SendSaved(Exchange& exchange, const Result<Saved, Refusal>& saved);
  void SendResult(Exchange& exchange, const Result<fhir::json::Value, Refusal>& result);
  void SendRefusal(Exchange& exchange, const Refusal& refusal);
  std::string BaseOf(const http::Request& request, const Rights& rights) const;

  const FhirSettings settings_;
  Interactions interactions_;
  BodyBudget budget_;
  Log& log_;
};

}  // namespace chartbridge::chart
