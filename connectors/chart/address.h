// What a path below the base means (R4 3.1.0).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "connectors/chart/search_parameters.h"

namespace chartbridge::chart {

struct Address {
  enum class Place { kBase, kMetadata, kType, kTypeSearch, kInstance, kHistory, kVersion, kPurge };
  Place place = Place::kBase;
  const TypeRules* type = nullptr;
  std::string id;
  std::int64_t number = 0;
};

// `path` is decoded and without the base: "", "/Patient/1", "Patient/1". 404 for anything that is
// not offered, 400 for an id or version that cannot be one.
Address ReadAddress(std::string_view path);

}  // namespace chartbridge::chart
