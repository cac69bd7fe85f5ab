// The one place in the world that this connector talks to. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/issue.h"

namespace chartbridge::ehr {

// The FHIR base without a trailing slash. Every URL that is called is made from it, so neither a
// page link nor a reference can lead credentials to another origin.
class BaseUrl {
 public:
  // https anywhere; http only to a loopback address unless `allow_http`. No user, query or
  // fragment.
  static Result<BaseUrl, Issue> Read(const std::string& text, bool allow_http);

  const std::string& text() const { return text_; }

  // "Patient/1", "Patient?phone=…" and "?_getpages=…" joined to the base; "" is the base itself.
  std::string Join(std::string_view relative) const;

  // A URL that the server wrote, relative to the base and fit for Join. nullopt when it names
  // another origin, lies outside the base or climbs out of it.
  std::optional<std::string> Relative(const std::string& url) const;

  // The path and query of a page of a search for `type`, fit for Join, wherever the server says
  // that it is: behind a proxy it may know itself under another scheme, host or path. What is
  // called lies under the base all the same. nullopt when the URL is no page of such a search.
  std::optional<std::string> PageOf(const std::string& url, std::string_view type) const;

 private:
  explicit BaseUrl(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

// "Patient/1" of "Patient/1", "Patient/1/_history/2" or an absolute URL that ends so, when the type
// is `type` and the id is a FHIR id (R4 2.24.0.1); otherwise "".
std::string ReferenceOf(std::string_view location, std::string_view type);

// "Patient" of "Patient/1".
std::string TypeOf(std::string_view reference);

}  // namespace chartbridge::ehr
