// The pages at /chart/, /console/, /try/ and what they are made of at /assets/, out of the program
// itself: nothing that a client writes reaches a file system. They hold no data of patients; what
// they show they ask for, as the person who is logged in.
#pragma once

#include <string>
#include <vector>

#include "connectors/http/exchange.h"
#include "connectors/pages/page_files.h"
#include "connectors/pages/page_headers.h"

namespace chartbridge::pages {

struct PageSettings {
  std::string folder;         // "chart" answers below /chart
  std::string settings_json;  // GET settings.json beside the page; "": there is none
  Security security;
};

class PagesHandler final : public http::Handler {
 public:
  // Hashed files: their content never changes under their name.
  static constexpr const char* kAssets = "assets";

  // The bytes of `files` must outlive it.
  PagesHandler(PageFiles files, PageSettings settings);

  // GET and HEAD: gzip where the browser takes it, 304 where it has the page already.
  void Handle(http::Request& request, http::Responder& responder) override;

 private:
  http::Response Answer(const http::Request& request) const;
  http::Response Serve(const http::Request& request, const PageFile& file) const;
  const PageFile* Find(std::string_view path) const;

  const PageFiles files_;
  const PageSettings settings_;
  const http::Pairs headers_;
};

}  // namespace chartbridge::pages
