#include "bridge/app/service_pages.h"

namespace chartbridge {

void ServicePages::Handle(http::Request& request, http::Responder& responder) {
  if (request.method() != "GET" && request.method() != "HEAD") {
    http::Response refused = http::TextResponse(405, "only GET\n");
    refused.headers.emplace_back("Allow", "GET, HEAD");
    return responder.Send(std::move(refused));
  }
  if (request.path() == "/healthz") return responder.Send(http::TextResponse(200, "alive\n"));
  if (request.path() == "/readyz") {
    const std::string why_not = ready_();
    return responder.Send(http::TextResponse(why_not.empty() ? 200 : 503,
                                             why_not.empty() ? "ready\n" : why_not + "\n"));
  }
  if (request.path() == "/metrics") {
    http::Response page{200,
                        {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}},
                        ToPrometheusText(measure_())};
    return responder.Send(std::move(page));
  }
  responder.Send(http::TextResponse(404, "not found\n"));
}

}  // namespace chartbridge
