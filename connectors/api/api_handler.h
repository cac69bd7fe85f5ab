// /api/v1: what the console and other programs do over HTTP, behind log-in and roles.
#pragma once

#include <map>

#include "connectors/api/api_ports.h"
#include "connectors/api/body_schema.h"
#include "connectors/api/rate_limit.h"
#include "connectors/api/routes.h"
#include "connectors/http/exchange.h"

namespace chartbridge::api {

// Any thread. Denies by default: what routes.h does not name is 404, who is not granted it gets 401
// or 403, and no message text leaves without its audit entry being durable first.
class ApiHandler final : public http::Handler {
 public:
  ApiHandler(ApiSettings settings, ApiPorts ports);

  void Handle(http::Request& request, http::Responder& responder) override;

 private:
  Answer<Reply> AnswerTo(const Found& found, http::Request& request);

  static constexpr int kRequestsPerMinute = 600;  // of one API token
  ApiSettings settings_;
  ApiPorts ports_;
  RateLimit tokens_{kRequestsPerMinute};
  std::map<const Endpoint*, BodySchema> bodies_;  // of those that take one
};

}  // namespace chartbridge::api
