// Parameters as OAuth sends them: application/x-www-form-urlencoded, in a query or a body.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "connectors/http/exchange.h"

namespace chartbridge::smart {

// nullopt: an escape that is none.
std::optional<http::Pairs> ReadForm(std::string_view text);

// `url` with one more parameter.
std::string WithParameter(std::string url, std::string_view name, std::string_view value);

// Parameters by name; RFC 6749 section 3.1: none may come twice, and an empty one is none.
class Parameters {
 public:
  explicit Parameters(http::Pairs pairs) : pairs_(std::move(pairs)) {}
  const std::string& Get(std::string_view name) const;  // "" when it is not there
  bool Repeats(std::string_view name) const;
  bool AnyRepeats() const;

 private:
  http::Pairs pairs_;
};

}  // namespace chartbridge::smart
