// One request that was let in, and what is answered to it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bridge/service/item_json.h"
#include "bridge/service/pages.h"
#include "connectors/api/api_ports.h"
#include "connectors/api/problem.h"
#include "connectors/http/exchange.h"

namespace chartbridge::api {

namespace service = bridge::service;
using service::InstantOrNull;
using service::OrNull;
using service::TextList;

struct Ask {
  const ApiSettings& settings;
  const ApiPorts& ports;
  const login::Caller& caller;
  const http::Request& request;
  std::vector<std::string> parts;  // what stood at the template's {…}, in order
  bridge::access::Grant grant = bridge::access::Grant::kNo;  // of the endpoint's permission
  fhir::json::Value body;  // an object whose members are those that the endpoint names

  // The first parameter of that name, "" without it.
  std::string Query(std::string_view name) const;
  // The member of the body where the endpoint takes one, else the parameter; "" without it.
  std::string Wanted(std::string_view name) const;
  bool WantsCsv() const;
  Instant Now() const { return ports.clock.Now(); }
  service::ItemPorts Items() const {
    return {ports.queries, ports.items, ports.links, ports.channels};
  }
};

struct Reply {
  int status = 200;
  std::optional<fhir::json::Value> json;
  http::Pairs headers;
  std::string text;                         // instead of `json`, with its Content-Type in `headers`
  std::unique_ptr<http::ByteSource> bytes;  // instead of both
  std::uint64_t length = 0;
};

template <class T>
using Answer = Result<T, Problem>;

Reply JsonReply(fhir::json::Value json);
Reply NoContent();

// The EHR, or 503 while the service starts.
Answer<const EhrReading*> EhrOf(const Ask& ask);
// What the EHR failed with, without blaming the caller.
Unexpected<Problem> RefuseForEhr(const Failure& failure);

// "Patient/…" of a path part or member; anything else is no patient of ours.
std::optional<std::string> PatientReference(const std::string& text);

}  // namespace chartbridge::api
