// The demo: simulated WhatsApp, a clinic day played into the service over signed webhooks, and a
// phone to try it. On loopback only, and only with `serve --demo`.
#pragma once

#include <memory>
#include <vector>

#include "bridge/app/parts.h"
#include "connectors/http/server.h"

namespace chartbridge {

class Demo {
 public:
  virtual ~Demo() = default;
  virtual std::vector<http::Route> Routes() = 0;
  // Plays the day in a thread of its own, once per data folder, and tells it on standard output.
  // `set_up_link`: where the first account is made; "" when there is one.
  virtual void Start(const http::OwnAddresses& own, ehr::FhirRest& rest,
                     const std::string& set_up_link) = 0;
  virtual void Stop() = 0;
};

// All outlive the demo; `phone`: the page at /try/. nullptr when the settings have no channel to
// play on.
std::unique_ptr<Demo> MakeDemo(const Settings& settings, StoreParts& parts, http::Handler& phone);

}  // namespace chartbridge
