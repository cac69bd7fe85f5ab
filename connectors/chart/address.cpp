#include "connectors/chart/address.h"

#include <charconv>
#include <vector>

#include "connectors/chart/outcome.h"
#include "connectors/chart/validate.h"

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

[[noreturn]] void NotOffered() {
  Refuse(404, "not-supported", "This server has no such resource type or operation.");
}

Address ReadBelowInstance(Address address, const std::vector<std::string_view>& segments) {
  if (segments.size() == 3 && segments[2] == "$purge" && address.type->name == "Patient") {
    address.place = Address::Place::kPurge;
    return address;
  }
  if (segments[2] != "_history" || segments.size() > 4) NotOffered();
  address.place = Address::Place::kHistory;
  if (segments.size() == 3) return address;
  const std::string_view number = segments[3];
  const auto [end, error] =
      std::from_chars(number.data(), number.data() + number.size(), address.number);
  // Versions here are numbers; another text names a version that never was.
  if (error != std::errc() || end != number.data() + number.size() || address.number < 1) {
    Refuse(404, "not-found", "There is no such version.");
  }
  address.place = Address::Place::kVersion;
  return address;
}

}  // namespace

Address ReadAddress(std::string_view path) {
  using Place = Address::Place;
  const std::vector<std::string_view> segments = Segments(path);
  Address address;
  if (segments.empty()) return address;
  if (segments.size() == 1 && segments[0] == "metadata") {
    address.place = Place::kMetadata;
    return address;
  }
  address.type = FindType(segments[0]);
  if (address.type == nullptr) NotOffered();
  address.place = Place::kType;
  if (segments.size() == 1) return address;
  if (segments.size() == 2 && segments[1] == "_search") {
    address.place = Place::kTypeSearch;
    return address;
  }
  if (segments[1].starts_with('_') || segments[1].starts_with('$')) NotOffered();
  if (!IsResourceId(segments[1])) Refuse(400, "value", "The id is not one that FHIR allows.");
  address.id = segments[1];
  address.place = Place::kInstance;
  return segments.size() == 2 ? address : ReadBelowInstance(std::move(address), segments);
}

}  // namespace chartbridge::chart
