#include "connectors/pages/csp_reports.h"

namespace chartbridge::pages {
namespace {

constexpr std::size_t kLargestReport = 64U << 10U;

bool IsReport(const http::Request& request) {
  const std::string type = http::FindHeader(request.headers(), "Content-Type").value_or("");
  const std::string_view name = std::string_view(type).substr(0, type.find(';'));
  return name == "application/csp-report" || name == "application/reports+json";
}

}  // namespace

void CspReports::Handle(http::Request& request, http::Responder& responder) {
  if (request.path() != kPath) return responder.Send(http::TextResponse(404, "not found\n"));
  if (request.method() != "POST") {
    http::Response refused = http::TextResponse(405, "only POST\n");
    refused.headers.emplace_back("Allow", "POST");
    return responder.Send(std::move(refused));
  }
  if (!IsReport(request)) return responder.Send(http::TextResponse(415, "only CSP reports\n"));
  if (const auto body = request.ReadBody(kLargestReport); !body)
    return responder.Send(http::TextResponse(413, "too large\n"));
  ++total_;
  responder.Send({204, {}, ""});
}

}  // namespace chartbridge::pages
