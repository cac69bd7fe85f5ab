#include "connectors/pages/pages_handler.h"

#include <algorithm>
#include <array>

#include "connectors/http/content_coding.h"

namespace chartbridge::pages {
namespace {

constexpr std::string_view kText = "text/plain; charset=utf-8";

std::string_view TypeOf(std::string_view path) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kTypes{{
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".svg", "image/svg+xml"},
      {".json", "application/json"},
      {".png", "image/png"},
      {".woff2", "font/woff2"},
      {".wasm", "application/wasm"},
  }};
  for (const auto& [ending, type] : kTypes) {
    if (path.ends_with(ending)) return type;
  }
  return "application/octet-stream";
}

// The members of a comma-separated header, without white space around them.
std::vector<std::string_view> Members(std::string_view text) {
  std::vector<std::string_view> members;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    std::string_view one = text.substr(0, comma);
    text.remove_prefix(std::min(comma + 1, text.size()));
    while (!one.empty() && (one.front() == ' ' || one.front() == '\t')) one.remove_prefix(1);
    while (!one.empty() && (one.back() == ' ' || one.back() == '\t')) one.remove_suffix(1);
    if (!one.empty()) members.push_back(one);
  }
  return members;
}

// RFC 9110 section 13.1.2: the weak comparison.
bool HasAlready(const http::Request& request, const std::string& tag) {
  const std::string text = http::FindHeader(request.headers(), "If-None-Match").value_or("");
  const std::vector<std::string_view> members = Members(text);
  return std::any_of(members.begin(), members.end(), [&](std::string_view one) {
    if (one.starts_with("W/")) one.remove_prefix(2);
    return one == tag || one == "*";
  });
}

}  // namespace

PagesHandler::PagesHandler(PageFiles files, PageSettings settings)
    : files_(files),
      settings_(std::move(settings)),
      headers_(SecurityHeaders(settings_.security)) {}

void PagesHandler::Handle(http::Request& request, http::Responder& responder) {
  http::Response response = Answer(request);
  response.headers.insert(response.headers.end(), headers_.begin(), headers_.end());
  responder.Send(std::move(response));
}

const PageFile* PagesHandler::Find(std::string_view path) const {
  const auto found = std::find_if(files_.begin(), files_.end(),
                                  [&](const PageFile& file) { return file.path == path; });
  return found == files_.end() ? nullptr : &*found;
}

http::Response PagesHandler::Answer(const http::Request& request) const {
  if (request.method() != "GET" && request.method() != "HEAD") {
    return {405,
            {{"Content-Type", std::string(kText)}, {"Allow", "GET, HEAD"}},
            "This page can only be read.\n"};
  }
  const std::string prefix = "/" + settings_.folder;
  std::string_view path = request.path();
  if (path == prefix) {
    const std::string query = request.raw_query().empty() ? "" : "?" + request.raw_query();
    return {308, {{"Location", prefix + "/" + query}}, ""};
  }
  path.remove_prefix(std::min(path.size(), prefix.size() + 1));
  if (path == "settings.json" && !settings_.settings_json.empty()) {
    return {200,
            {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}},
            settings_.settings_json};
  }
  const std::string name = path.empty() ? "index.html" : std::string(path);
  const PageFile* file = Find(settings_.folder + "/" + name);
  if (file == nullptr) {
    return {404,
            {{"Content-Type", std::string(kText)}, {"Cache-Control", "no-store"}},
            "There is no such page.\n"};
  }
  return Serve(request, *file);
}

http::Response PagesHandler::Serve(const http::Request& request, const PageFile& file) const {
  const bool gzip = !file.gzip.empty() && http::AcceptsGzip(request.headers());
  const std::string tag = "\"" + std::string(file.tag) + (gzip ? "-gzip\"" : "\"");
  http::Response response{
      200,
      {{"ETag", tag},
       {"Cache-Control",
        settings_.folder == kAssets ? "public, max-age=31536000, immutable" : "no-cache"}},
      ""};
  if (!file.gzip.empty()) response.headers.emplace_back("Vary", "Accept-Encoding");
  if (HasAlready(request, tag)) {
    response.status = 304;
    return response;
  }
  response.headers.emplace_back("Content-Type", TypeOf(file.path));
  if (gzip) response.headers.emplace_back("Content-Encoding", "gzip");
  response.body = gzip ? file.gzip : file.plain;
  return response;
}

}  // namespace chartbridge::pages
