// The embedded FHIR R4 server: REST over an http::Server, resources in a ResourceStore
// (contract.md, /fhir). Every error is an OperationOutcome.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/log.h"
#include "base/version.h"
#include "connectors/chart/exchange.h"
#include "connectors/http/own_addresses.h"

namespace chartbridge::chart {

struct FhirSettings {
  std::string prefix = "/fhir";
  // nullopt: the Host header's, which must name this machine.
  std::optional<http::OwnAddresses> own;
  std::string software_version{chartbridge::Version()};
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
  // While it is answered.
  struct Exchange {
    http::Request& request;
    http::Responder& responder;
    Wishes wishes;
    std::string method;  // HEAD reads like GET; the server leaves the body out
    std::string base;    // under which the answer speaks
    Address address;
    Reach reach;
    std::shared_ptr<void> share = {};  // of the budget for bodies
  };
  using WriteWork = std::function<std::vector<Saved>(Writer& writer)>;

  void Enter(Exchange& exchange);
  Rights Admit(const http::Request& request);
  void Note(const Exchange& exchange, const Access& access);
  void NoteList(const Exchange& exchange, Deed deed, const std::string& what,
                const fhir::json::Value& bundle);
  void NoteSaved(const Exchange& exchange, const std::vector<Saved>& saved);
  std::vector<Saved> Write(Exchange& exchange, Deed deed, const std::function<WriteWork()>& read);
  void Dispatch(Exchange& exchange);
  void Statement(Exchange& exchange);
  void Bundle(Exchange& exchange);
  void Put(Exchange& exchange);
  void Purge(Exchange& exchange);
  void PostedSearch(Exchange& exchange);
  void Search(Exchange& exchange, const http::Pairs& pairs);
  void History(Exchange& exchange);
  void Show(Exchange& exchange);
  Version ReadSeen(Exchange& exchange);
  Draft ReadDraft(Exchange& exchange, const std::string& id);
  void SendRefusal(Exchange& exchange, const Refusal& refusal);
  std::string BaseOf(const http::Request& request, const Rights& rights) const;

  const FhirSettings settings_;
  ResourceStore& store_;
  const Clock& clock_;
  Entropy& entropy_;
  BodyBudget budget_;
  Log& log_;
};

}  // namespace chartbridge::chart
