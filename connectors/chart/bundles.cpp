#include <algorithm>
#include <charconv>
#include <limits>

#include "connectors/chart/exchange.h"
#include "connectors/chart/search_parameters.h"
#include "connectors/crypto/crypto.h"

namespace chartbridge::chart {

namespace {

using fhir::json::Array;
using fhir::json::Object;
using fhir::json::Value;

constexpr std::string_view kPlaceParameter = "_page";
constexpr std::int64_t kHistoryPage = 50;

std::string ToQuery(const http::Pairs& pairs) {
  std::string query;
  for (const auto& [name, value] : pairs)
    query += (query.empty() ? "?" : "&") + Escape(name) + "=" + Escape(value);
  return query;
}

// A place in a search: its parameters, and where it goes on. Sealed, it shows nothing and cannot be
// made.
constexpr std::string_view kAfter = "_after";

std::string WritePlace(const ResourceStore& store, std::string_view type, http::Pairs pairs,
                       const PageStart& next) {
  pairs.emplace_back(kAfter, std::string(type) + "," + std::to_string(next.value) + "," +
                                 std::to_string(next.pid) + "," + std::to_string(next.bound));
  const std::string sealed = store.SealText(ToQuery(pairs));
  return ToHex({reinterpret_cast<const unsigned char*>(sealed.data()), sealed.size()});
}

struct Place {
  http::Pairs pairs;
  std::optional<PageStart> start;
};

Place ReadPlace(const ResourceStore& store, std::string_view type, const std::string& text) {
  const auto sealed = FromHex(text);
  const auto opened = store.OpenText(sealed ? *sealed : "");
  Place place{ReadPairs(opened ? *opened : ""), PageStart()};
  const auto parts = SplitUnescaped(place.pairs.empty() ? "" : place.pairs.back().second, ',');
  if (parts.size() != 4 || parts[0] != type)
    Refuse(400, "value", "The page is not one of this search.");
  place.pairs.pop_back();
  place.start = PageStart{std::stoll(parts[1]), std::stoll(parts[2]), std::stoll(parts[3])};
  return place;
}

Value Link(std::string_view relation, std::string url) {
  return Object{{"relation", relation}, {"url", std::move(url)}};
}

// The version before which a page begins; 400 for anything that the history does not offer,
// `_since` among it.
std::int64_t HistoryStart(const http::Pairs& pairs, std::size_t& limit) {
  std::int64_t before = std::numeric_limits<std::int64_t>::max();
  for (const auto& [name, value] : pairs) {
    if (name == "_format" || name == "_pretty") continue;
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    const bool usable = error == std::errc() && end == value.data() + value.size() && number > 0;
    if (!usable || (name != kPlaceParameter && name != "_count"))
      Refuse(400, "value", "The history has a parameter or value that is not offered.");
    if (name == "_count") limit = std::size_t(std::min<std::int64_t>(number, kHistoryPage));
    if (name == kPlaceParameter) before = number;
  }
  return before;
}

Value HistoryEntry(const Version& version, std::string_view base) {
  const std::string reference = version.type + "/" + version.id;
  return Object{{"fullUrl", std::string(base) + "/" + reference},
                {"resource", ToResource(version)},
                {"request", Object{{"method", "PUT"}, {"url", reference}}},
                {"response", Object{{"status", version.number == 1 ? "201" : "200"},
                                    {"etag", ToETag(version.number)},
                                    {"lastModified", ToInstantText(version.updated)}}}};
}

Value Listing(std::string_view type, std::int64_t total, Array links, Array entries) {
  Object bundle{
      {"resourceType", "Bundle"}, {"type", type}, {"total", total}, {"link", std::move(links)}};
  if (!entries.empty()) bundle.emplace_back("entry", std::move(entries));
  return bundle;
}

}  // namespace

Value SearchBundle(ResourceStore& store, const TypeRules& type, const http::Pairs& pairs,
                   std::string_view base, const Reach& reach) {
  const auto at = std::ranges::find(pairs, kPlaceParameter, &http::Pairs::value_type::first);
  const std::string* place_text = at == pairs.end() ? nullptr : &at->second;
  const Place place =
      place_text == nullptr ? Place{pairs, {}} : ReadPlace(store, type.name, *place_text);
  Query query = PlanSearch(type, place.pairs, store.site());
  query.start = place.start;
  reach.Narrow(query);
  const Page page = store.Read([&](Reader& reader) { return reader.Search(query); });
  const std::string address = std::string(base) + "/" + std::string(type.name);
  Array links{
      Link("self", address + (place_text != nullptr ? "?_page=" + *place_text : ToQuery(pairs)))};
  if (page.next) {
    links.push_back(
        Link("next", address + "?_page=" + WritePlace(store, type.name, place.pairs, *page.next)));
  }
  Array entries;
  for (const Version& version : page.versions) {
    entries.emplace_back(Object{{"fullUrl", address + "/" + version.id},
                                {"resource", ToResource(version)},
                                {"search", Object{{"mode", "match"}}}});
  }
  return Listing("searchset", page.total, std::move(links), std::move(entries));
}

Value HistoryBundle(ResourceStore& store, const TypeRules& type, const std::string& id,
                    const http::Pairs& pairs, std::string_view base, const Reach& reach) {
  std::size_t limit = kHistoryPage;
  const std::int64_t before = HistoryStart(pairs, limit);
  const auto versions = store.Read([&](Reader& reader) {
    auto all = reader.History(std::string(type.name), id);
    if (all.empty() || !reach.Holds(all.front()))
      Refuse(404, "not-found", "There is no such resource.");
    // A message that was first filed to another patient keeps its earlier versions to itself.
    std::erase_if(all, [&](const Version& version) { return !reach.Holds(version); });
    return all;
  });
  const std::string address =
      std::string(base) + "/" + std::string(type.name) + "/" + id + "/_history";
  Array links{Link("self", address + ToQuery(pairs))};
  Array entries;
  for (const Version& version : versions) {
    if (version.number >= before) continue;
    if (entries.size() == limit) {
      links.push_back(Link("next", address + "?_count=" + std::to_string(limit) +
                                       "&_page=" + std::to_string(version.number + 1)));
      break;
    }
    entries.push_back(HistoryEntry(version, base));
  }
  return Listing("history", std::int64_t(versions.size()), std::move(links), std::move(entries));
}

}  // namespace chartbridge::chart
