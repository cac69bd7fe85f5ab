// The pages at /chart/: a patient's thread with its media, read from /fhir by the browser. Nothing
// is rendered here; the files of web/chart are sent as they are.
#pragma once

#include <string>
#include <vector>

#include "connectors/http/exchange.h"

namespace chartbridge::chart {

struct PagesSettings {
  std::string prefix = "/chart";
  std::vector<std::string> connect;          // [smart] issuers: further origins of connect-src
  std::vector<std::string> frame_ancestors;  // [smart] frame_ancestors; none: nobody may frame it
};

class PagesHandler final : public http::Handler {
 public:
  explicit PagesHandler(const PagesSettings& settings);
  void Handle(http::Request& request, http::Responder& responder) override;

 private:
  http::Pairs Headers() const;

  const std::string prefix_;
  const std::string policy_;
};

}  // namespace chartbridge::chart
