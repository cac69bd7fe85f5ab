// One entry of a transaction or batch Bundle, read and checked before anything is written.
#pragma once

#include <optional>
#include <string>

#include "connectors/chart/address.h"
#include "connectors/chart/outcome.h"
#include "connectors/http/exchange.h"

namespace chartbridge::chart {

struct BundleEntry {
  enum class Method { kPost, kPut, kGet };
  Method method = Method::kPost;
  std::string expression;  // "Bundle.entry[2]"
  std::string full_url;
  Address address;
  std::string query;  // what stood behind '?'
  std::optional<std::string> if_none_exist;
  std::optional<std::string> if_match;
  fhir::json::Value resource;  // validated; null for GET
};

// `base`: entries may name this server absolutely.
Result<BundleEntry, Refusal> ReadBundleEntry(const fhir::json::Value& entry, std::size_t index,
                                             std::string_view base);

}  // namespace chartbridge::chart
