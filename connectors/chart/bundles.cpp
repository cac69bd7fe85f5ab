#include "connectors/chart/bundles.h"

#include <algorithm>
#include <charconv>

#include "connectors/chart/query_text.h"
#include "connectors/chart/save.h"
#include "connectors/chart/search_plan.h"
#include "connectors/crypto/crypto.h"
#include "connectors/http/client.h"
#include "fhir/json/parse.h"
#include "fhir/json/write.h"

namespace chartbridge::chart {

namespace {

using fhir::json::Array;
using fhir::json::Object;
using fhir::json::Value;

constexpr std::string_view kPlaceParameter = "_page";
constexpr int kHistoryPage = 50;

std::string ToQuery(const http::Pairs& pairs) {
  std::string query;
  for (const auto& [name, value] : pairs) {
    query += (query.empty() ? "?" : "&") + Escape(name) + "=" + Escape(value);
  }
  return query;
}

std::string WritePlace(ResourceStore& store, std::string_view about, const http::Pairs& used,
                       const PageStart& next) {
  Array pairs;
  for (const auto& [name, value] : used) pairs.emplace_back(Array{name, value});
  Array after;
  for (const std::int64_t value : next.after) after.emplace_back(value);
  const Value place(
      Object{{"of", about}, {"q", std::move(pairs)}, {"a", std::move(after)}, {"b", next.bound}});
  return ToBase64Url(store.SealText(fhir::json::Write(place)));
}

struct Place {
  http::Pairs pairs;
  PageStart start;
};

Result<Place, Refusal> ReadPlace(ResourceStore& store, std::string_view about,
                                 const std::string& text) {
  const auto refused = Refuse(400, "value", "The page is not one of this search.");
  const auto sealed = FromBase64Url(text);
  if (!sealed) return refused;
  const auto opened = store.OpenText(*sealed);
  if (!opened) return refused;
  const auto json = fhir::json::Parse(*opened);
  if (!json || (*json)["of"].text() != about) return refused;
  Place place;
  for (const Value& pair : (*json)["q"].items())
    place.pairs.emplace_back(pair.at(0).text(), pair.at(1).text());
  for (const Value& value : (*json)["a"].items())
    place.start.after.push_back(value.integer().value_or(0));
  place.start.bound = (*json)["b"].integer().value_or(0);
  return place;
}

const std::string* FindPlace(const http::Pairs& pairs) {
  for (const auto& [name, value] : pairs) {
    if (name == kPlaceParameter) return &value;
  }
  return nullptr;
}

Value Link(std::string_view relation, std::string url) {
  return Object{{"relation", relation}, {"url", std::move(url)}};
}

}  // namespace

Result<Value, Refusal> ToResource(const Version& version) {
  auto resource = fhir::json::Parse(version.body, {.refuse_duplicate_keys = false});
  if (!resource) return Refuse(500, "exception", "What the chart has stored cannot be read.");
  return std::move(*resource);
}

Result<Value, Refusal> SearchBundle(ResourceStore& store, ResourceReader& reader,
                                    const TypeRules& type, const http::Pairs& pairs,
                                    std::string_view base, bool strict, const Reach& reach) {
  if (auto may = reach.Require(Deed::kSearch, type); !may) return Unexpected(may.error());
  if (!type.searched)
    return Refuse(405, "not-supported", "Resources of this type cannot be searched.");
  const std::string address = std::string(base) + "/" + std::string(type.name);
  const std::string* place_text = FindPlace(pairs);
  Place place{pairs, {}};
  if (place_text != nullptr) {
    auto read = ReadPlace(store, type.name, *place_text);
    if (!read) return Unexpected(read.error());
    place = std::move(*read);
  }
  auto plan = PlanSearch(type, place.pairs, base, strict);
  if (!plan) return Unexpected(plan.error());
  if (place_text != nullptr) {
    if (place.start.after.size() != plan->query.order.size() + 1)
      return Refuse(400, "value", "The page does not fit.");
    plan->query.start = place.start;
  }
  if (auto narrowed = reach.Narrow(reader, plan->query); !narrowed)
    return Unexpected(narrowed.error());
  auto page = reader.Search(plan->query);
  if (!page) return Unexpected(ToRefusal(page.error()));
  const std::string self = place_text != nullptr ? "?_page=" + *place_text : ToQuery(plan->used);
  Array links{Link("self", address + self)};
  if (page->next) {
    links.push_back(
        Link("next", address + "?_page=" + WritePlace(store, type.name, plan->used, *page->next)));
  }
  Array entries;
  for (const Version& version : page->versions) {
    auto resource = ToResource(version);
    if (!resource) return Unexpected(resource.error());
    entries.emplace_back(Object{{"fullUrl", address + "/" + version.id},
                                {"resource", std::move(*resource)},
                                {"search", Object{{"mode", "match"}}}});
  }
  Object bundle{{"resourceType", "Bundle"},
                {"type", "searchset"},
                {"total", page->total},
                {"link", std::move(links)}};
  if (!entries.empty()) bundle.emplace_back("entry", std::move(entries));
  return Value(std::move(bundle));
}

namespace {

// History pages are named by the version they stop before: nothing in that is worth sealing.
Result<std::int64_t, Refusal> HistoryStart(const http::Pairs& pairs, int& limit) {
  std::int64_t before = 0;
  for (const auto& [name, value] : pairs) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    const bool usable = error == std::errc() && end == value.data() + value.size() && number > 0;
    if (name == kPlaceParameter || name == "_count") {
      if (!usable) return Refuse(400, "value", "A parameter of the history has no usable value.");
      if (name == "_count") limit = int(std::min<std::int64_t>(number, kHistoryPage));
      if (name == kPlaceParameter) before = number;
    }
  }
  return before;
}

Value HistoryEntry(const Version& version, Value resource, std::string_view base) {
  const std::string reference = version.type + "/" + version.id;
  const bool posted = version.created;
  Object response{{"status", posted ? "201" : "200"},
                  {"etag", ToETag(version.number)},
                  {"lastModified", ToInstantText(version.updated)}};
  return Object{{"fullUrl", std::string(base) + "/" + reference},
                {"resource", std::move(resource)},
                {"request", Object{{"method", "PUT"}, {"url", reference}}},
                {"response", std::move(response)}};
}

// A message that was first filed to another patient keeps its earlier versions to itself.
Result<Page, Refusal> HistoryPage(ResourceStore& store, const std::string& type,
                                  const std::string& id, std::int64_t before, int limit,
                                  const Reach& reach) {
  if (!reach.bounded()) {
    auto page = store.History(type, id, before, limit);
    if (!page) return Unexpected(ToRefusal(page.error()));
    return std::move(*page);
  }
  auto current = store.Read(type, id);
  if (!current) return Unexpected(ToRefusal(current.error()));
  if (auto seen = reach.RequireSeen(store, *current); !seen) return Unexpected(seen.error());
  Page shown;
  std::int64_t from = 0;
  while (true) {
    auto page = store.History(type, id, from, kHistoryPage);
    if (!page) return Unexpected(ToRefusal(page.error()));
    for (Version& version : page->versions) {
      auto held = reach.Holds(store, version);
      if (!held) return Unexpected(held.error());
      if (!*held) continue;
      ++shown.total;
      if (before != 0 && version.number >= before) continue;
      if (shown.versions.size() < std::size_t(limit)) {
        shown.versions.push_back(std::move(version));
      } else if (!shown.next) {
        shown.next = PageStart{{shown.versions.back().number}, 0};
      }
    }
    if (!page->next) return shown;
    from = page->next->after.front();
  }
}

}  // namespace

Result<Value, Refusal> HistoryBundle(ResourceStore& store, const TypeRules& type,
                                     const std::string& id, const http::Pairs& pairs,
                                     std::string_view base, const Reach& reach) {
  int limit = kHistoryPage;
  auto before = HistoryStart(pairs, limit);
  if (!before) return Unexpected(before.error());
  auto page = HistoryPage(store, std::string(type.name), id, *before, limit, reach);
  if (!page) return Unexpected(page.error());
  const std::string address =
      std::string(base) + "/" + std::string(type.name) + "/" + id + "/_history";
  Array links{Link("self", address + ToQuery(pairs))};
  if (page->next) {
    links.push_back(Link("next", address + "?_count=" + std::to_string(limit) +
                                     "&_page=" + std::to_string(page->next->after.front())));
  }
  Array entries;
  for (const Version& version : page->versions) {
    auto resource = ToResource(version);
    if (!resource) return Unexpected(resource.error());
    entries.push_back(HistoryEntry(version, std::move(*resource), base));
  }
  Object bundle{{"resourceType", "Bundle"},
                {"type", "history"},
                {"total", page->total},
                {"link", std::move(links)}};
  if (!entries.empty()) bundle.emplace_back("entry", std::move(entries));
  return Value(std::move(bundle));
}

}  // namespace chartbridge::chart
