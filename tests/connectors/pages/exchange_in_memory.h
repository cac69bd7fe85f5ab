// One exchange with a handler, without a network.
#pragma once

#include <string>
#include <string_view>

#include "connectors/http/exchange.h"

namespace chartbridge::pages {

struct Ask {
  std::string path;
  std::string method = "GET";
  http::Pairs headers;
  std::string raw_query;
  std::string body;
};

struct Reply {
  int status = 0;
  http::Pairs headers;
  std::string body;
  std::string Header(std::string_view name) const {
    return http::FindHeader(headers, name).value_or("");
  }
};

Reply Send(http::Handler& handler, const Ask& ask);

}  // namespace chartbridge::pages
