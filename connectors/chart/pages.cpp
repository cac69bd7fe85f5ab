#include "connectors/chart/pages.h"

#include "connectors/chart/negotiate.h"
#include "embedded/chart_pages.h"

namespace chartbridge::chart {

namespace {

std::string Join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += " " + word;
  return text;
}

// reference/audit-and-roles.md section 7, row "headers".
std::string Policy(const PagesSettings& settings) {
  const std::string ancestors =
      settings.frame_ancestors.empty() ? " 'none'" : Join(settings.frame_ancestors);
  return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
         "media-src 'self' blob:; connect-src 'self'" +
         Join(settings.connect) +
         "; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors" + ancestors +
         "; require-trusted-types-for 'script'";
}

std::string_view TypeOf(std::string_view name) {
  if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  if (name.ends_with(".svg")) return "image/svg+xml";
  return "text/html; charset=utf-8";
}

// Only names that were embedded exist: nothing that a client writes reaches a file system.
const embedded::chart_pages::File* FindPage(std::string_view name) {
  for (const auto& file : embedded::chart_pages::All()) {
    if (file.path.substr(file.path.rfind('/') + 1) == name) return &file;
  }
  return nullptr;
}

}  // namespace

PagesHandler::PagesHandler(const PagesSettings& settings)
    : prefix_(settings.prefix), policy_(Policy(settings)) {}

http::Pairs PagesHandler::Headers() const {
  return {{"Content-Security-Policy", policy_},
          {"X-Content-Type-Options", "nosniff"},
          {"Referrer-Policy", "no-referrer"},
          {"Cross-Origin-Opener-Policy", "same-origin"},
          {"Cross-Origin-Resource-Policy", "same-origin"},
          {"Permissions-Policy",
           "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"},
          {"Cache-Control", "no-store"}};
}

void PagesHandler::Handle(http::Request& request, http::Responder& responder) {
  http::Response response{404, Headers(), "There is no such page.\n"};
  response.headers.emplace_back("Content-Type", "text/plain; charset=utf-8");
  const auto answer = [&](int status, std::string text) {
    response.status = status;
    response.body = std::move(text);
    responder.Send(std::move(response));
  };
  if (!RequireLocal(request)) {
    return answer(403, "The chart answers only on this machine until log-in exists.\n");
  }
  if (request.method() != "GET" && request.method() != "HEAD") {
    response.headers.emplace_back("Allow", "GET, HEAD");
    return answer(405, "This page can only be read.\n");
  }
  std::string_view path = request.path();
  if (path.starts_with(prefix_)) path.remove_prefix(prefix_.size());
  if (path.empty()) {
    const std::string query = request.raw_query().empty() ? "" : "?" + request.raw_query();
    response.headers.emplace_back("Location", prefix_ + "/" + query);
    return answer(308, "");
  }
  const std::string_view name = path == "/" ? "index.html" : path.substr(1);
  const auto* page = FindPage(name);
  if (page == nullptr) return answer(404, "There is no such page.\n");
  response.headers.back().second = TypeOf(name);
  answer(200, std::string(page->bytes));
}

}  // namespace chartbridge::chart
