#include "connectors/chart/address.h"

#include <charconv>
#include <vector>

#include "connectors/chart/primitives.h"

namespace chartbridge::chart {

namespace {

std::vector<std::string_view> Segments(std::string_view path) {
  std::vector<std::string_view> segments;
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    if (slash != 0) segments.push_back(path.substr(0, slash));
    path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
  }
  return segments;
}

Unexpected<Refusal> NotOffered() {
  return Refuse(404, "not-supported", "This server has no such resource type or operation.");
}

Result<Address, Refusal> ReadBelowInstance(Address address,
                                           const std::vector<std::string_view>& segments) {
  if (segments[2] != "_history" || segments.size() > 4) return NotOffered();
  address.place = Address::Place::kHistory;
  if (segments.size() == 3) return address;
  const std::string_view number = segments[3];
  const auto [end, error] =
      std::from_chars(number.data(), number.data() + number.size(), address.number);
  // Versions here are numbers; another text names a version that never was.
  if (error != std::errc() || end != number.data() + number.size() || address.number < 1) {
    return Refuse(404, "not-found", "There is no such version.");
  }
  address.place = Address::Place::kVersion;
  return address;
}

}  // namespace

Result<Address, Refusal> ReadAddress(std::string_view path) {
  using Place = Address::Place;
  const std::vector<std::string_view> segments = Segments(path);
  Address address;
  if (segments.empty()) return address;
  if (segments.size() == 1 && segments[0] == "metadata") {
    address.place = Place::kMetadata;
    return address;
  }
  address.type = FindType(segments[0]);
  if (address.type == nullptr) return NotOffered();
  address.place = Place::kType;
  if (segments.size() == 1) return address;
  if (segments.size() == 2 && (segments[1] == "_search" || segments[1] == "$validate")) {
    address.place = segments[1] == "_search" ? Place::kTypeSearch : Place::kValidate;
    return address;
  }
  if (segments[1].starts_with('_') || segments[1].starts_with('$')) return NotOffered();
  if (!IsResourceId(segments[1]))
    return Refuse(400, "value", "The id is not one that FHIR allows.");
  address.id = segments[1];
  address.place = Place::kInstance;
  return segments.size() == 2 ? address : ReadBelowInstance(std::move(address), segments);
}

}  // namespace chartbridge::chart
