#include "connectors/api/routes.h"

#include "connectors/api/approvals.h"
#include "connectors/api/audit_pages.h"
#include "connectors/api/authorizations.h"
#include "connectors/api/channels.h"
#include "connectors/api/consents.h"
#include "connectors/api/contents.h"
#include "connectors/api/integrator.h"
#include "connectors/api/items.h"
#include "connectors/api/links.h"
#include "connectors/api/media_steps.h"
#include "connectors/api/openapi.h"
#include "connectors/api/own_session.h"
#include "connectors/api/patients.h"
#include "connectors/api/people.h"
#include "connectors/api/review.h"
#include "connectors/api/set_up.h"

namespace chartbridge::api {
namespace {

// One row for each operation that openapi.json describes; the build makes them.
const Endpoint kEndpoints[] = {
#include "api_routes.inc"
};

std::vector<std::string_view> Segments(std::string_view path) {
  std::vector<std::string_view> segments;
  while (!path.empty() && path.front() == '/') {
    path.remove_prefix(1);
    const std::size_t end = std::min(path.find('/'), path.size());
    segments.push_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return segments;
}

// What stands at the template's {…}; nullopt when the path is another one.
std::optional<std::vector<std::string>> Match(std::string_view path_template,
                                              const std::vector<std::string_view>& path) {
  const auto wanted = Segments(path_template);
  if (wanted.size() != path.size()) return std::nullopt;
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (!wanted[i].starts_with('{')) {
      if (wanted[i] != path[i]) return std::nullopt;
      continue;
    }
    if (path[i].empty() || path[i].size() > 200) return std::nullopt;
    parts.emplace_back(path[i]);
  }
  return parts;
}

}  // namespace

std::span<const Endpoint> Endpoints() { return kEndpoints; }

std::optional<Found> FindEndpoint(std::string_view method, std::string_view path) {
  const auto segments = Segments(path);
  Found found;
  std::size_t fewest = 100;  // a path written out wins over one with a {…}
  for (const Endpoint& endpoint : kEndpoints) {
    auto parts = Match(endpoint.path, segments);
    if (!parts || parts->size() > fewest) continue;
    if (parts->size() < fewest) found = {};
    fewest = parts->size();
    found.allowed += (found.allowed.empty() ? "" : ", ") + std::string(endpoint.method);
    if (endpoint.method != method) continue;
    found.endpoint = &endpoint;
    found.parts = std::move(*parts);
  }
  return fewest == 100 ? std::nullopt : std::optional<Found>(std::move(found));
}

}  // namespace chartbridge::api
