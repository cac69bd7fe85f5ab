// Plays the clinic day into the service: people into the EHR, then message after message as signed
// webhooks, exactly as a provider would send them.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"
#include "connectors/simulator/graph_simulator.h"
#include "connectors/simulator/meta_webhook.h"
#include "connectors/simulator/seed.h"
#include "connectors/simulator/webhook_sender.h"

namespace chartbridge::simulator {

struct DirectorSettings {
  SenderSettings sender;
  BusinessNumber business;
  Clinic clinic;
  Instant start;                    // of the day; StartFor(now) keeps all of it in the past
  Milliseconds pace{150};           // between two deliveries
  std::string seed = "clinic-day";  // of the ids: another seed is another day
  // PUT Type/id into the EHR.
  std::function<Result<void, Failure>(const fhir::json::Value&)> put_resource;
  // One line for the reader of standard output. Names nobody.
  std::function<void(const std::string&)> narrate;
  // Waits until all items with these provider ids, and their media, have come to an end; false:
  // gave up.
  std::function<bool(const std::vector<std::string>&)> settled;
};

// What must have become of one line.
struct ExpectedEnd {
  std::string line;
  std::string provider_id;  // "" for account events, which have none
  Expected expected;
};

struct Report {
  int delivered = 0;
};

// The latest start at which no message of the day lies in the future.
Instant StartFor(const Script& script, Instant now);

class Director {
 public:
  // All references must outlive it.
  Director(Script script, DirectorSettings settings, const GraphSimulator& graph, Clock& clock);

  // Blocks until the last line is delivered. Playing again delivers the same ids again: nothing new
  // comes of it. kUnreachable, too, when stopped.
  Result<Report, Failure> Play(std::stop_token stop);

  std::vector<ExpectedEnd> ExpectedEnds() const;

 private:
  Result<void, Failure> Seed();
  Result<void, Failure> Perform(const Line& line, std::stop_token stop);
  Result<void, Failure> Withdraw(const Line& line);
  // Meta's JSON of one line; every "@…" replaced by what it stands for.
  fhir::json::Value Delivery(const Line& line) const;
  fhir::json::Value Message(const Line& line) const;
  void Resolve(fhir::json::Value& value) const;
  std::string WamidOf(const std::string& key) const;
  std::string ProviderIdOf(const Line& line) const;
  Instant TimeOf(const Line& line) const;

  Script script_;
  DirectorSettings settings_;
  const GraphSimulator& graph_;
  Clock& clock_;
  WebhookSender sender_;
};

}  // namespace chartbridge::simulator
