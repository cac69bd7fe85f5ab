#include "connectors/chart/bundle_answer.h"

#include "connectors/chart/bundles.h"
#include "connectors/chart/query_text.h"

namespace chartbridge::chart {

namespace {

using fhir::json::Array;
using fhir::json::Object;
using fhir::json::Value;

constexpr std::size_t kMostEntries = 500;

// 201 "Created" and so on: the code and nothing else to translate.
std::string StatusText(int status) {
  switch (status) {
    case 200:
      return "200 OK";
    case 201:
      return "201 Created";
    default:
      return std::to_string(status);
  }
}

Value Informed() {
  return ToOutcome({{Severity::kInformation, "informational", "", "Stored as it was sent."}});
}

Result<Value, Refusal> VersionEntry(const Version& version) {
  auto resource = ToResource(version);
  if (!resource) return resource;
  Object response{{"status", StatusText(200)},
                  {"etag", ToETag(version.number)},
                  {"lastModified", ToInstantText(version.updated)}};
  return Value(Object{{"resource", std::move(*resource)}, {"response", std::move(response)}});
}

}  // namespace

std::string VersionedAddress(const Version& version) {
  return version.type + "/" + version.id + "/_history/" + std::to_string(version.number);
}

Result<Value, Refusal> SavedEntry(const Saved& saved, Wanted wanted) {
  Object entry;
  if (wanted == Wanted::kRepresentation) {
    auto resource = ToResource(saved.version);
    if (!resource) return resource;
    entry.emplace_back("resource", std::move(*resource));
  }
  Object response{{"status", StatusText(saved.change == Change::kCreated ? 201 : 200)},
                  {"location", VersionedAddress(saved.version)},
                  {"etag", ToETag(saved.version.number)},
                  {"lastModified", ToInstantText(saved.version.updated)}};
  if (wanted == Wanted::kOutcome) response.emplace_back("outcome", Informed());
  entry.emplace_back("response", std::move(response));
  return Value(std::move(entry));
}

Value RefusedEntry(const Refusal& refusal) {
  return Object{{"response", Object{{"status", StatusText(refusal.status)},
                                    {"outcome", ToOutcome(refusal.issues)}}}};
}

Result<Value, Refusal> ReadEntry(ResourceStore& store, ResourceReader& reader,
                                 const BundleEntry& entry, const BundleContext& context) {
  const Address& address = entry.address;
  if (address.place == Address::Place::kType) {
    auto found = SearchBundle(store, reader, *address.type, ReadPairs(entry.query), context.base,
                              false, context.reach);
    if (!found) return found;
    return Value(
        Object{{"resource", std::move(*found)}, {"response", Object{{"status", StatusText(200)}}}});
  }
  if (auto may = context.reach.Require(Deed::kRead, *address.type); !may)
    return Unexpected(may.error());
  const std::string type(address.type->name);
  auto version = address.place == Address::Place::kVersion
                     ? reader.ReadVersion(type, address.id, address.number)
                     : reader.Read(type, address.id);
  if (!version) return Unexpected(ToRefusal(version.error()));
  auto seen = context.reach.RequireSeen(reader, *version);
  if (!seen) return Unexpected(seen.error());
  if (version->blob) {
    return Refuse(400, "not-supported", "A Binary is read by itself, not inside a Bundle.",
                  entry.expression);
  }
  return VersionEntry(*version);
}

Result<const Array*, Refusal> EntriesOf(const Value& bundle) {
  static const Array none;
  const Value* entries = bundle.Find("entry");
  if (entries == nullptr) return &none;
  if (!entries->is_array())
    return Refuse(400, "structure", "The element must be a list.", "Bundle.entry");
  if (entries->items().size() > kMostEntries) {
    return Refuse(400, "too-costly", "The Bundle has more than 500 entries.", "Bundle.entry");
  }
  return &entries->items();
}

}  // namespace chartbridge::chart
