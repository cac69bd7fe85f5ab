#include <algorithm>
#include <set>

#include "connectors/chart/exchange.h"
#include "connectors/chart/search_parameters.h"
#include "connectors/crypto/crypto.h"
#include "connectors/http/target.h"

namespace chartbridge::chart {

namespace {

using fhir::json::Array;
using fhir::json::Object;
using fhir::json::Value;

constexpr std::size_t kMostEntries = 500;

Address ReadUrl(std::string_view url, std::string_view base, const std::string& at) {
  if (url.empty()) Refuse(400, "required", "The element is required.", at);
  if (!base.empty() && url.starts_with(base)) url.remove_prefix(base.size());
  const auto target = http::ParseTarget("/" + std::string(url));
  if (!target || url.find('?') != std::string_view::npos)
    Refuse(400, "not-supported", "A write in a Bundle names its resource, not a condition.", at);
  try {
    return ReadAddress(target->path);
  } catch (Refused& refused) {
    for (Issue& issue : refused.refusal.issues) issue.expression = at;
    throw;
  }
}

// Two spellings of one condition are one.
std::string OneSpelling(std::string_view type, std::string_view criteria) {
  http::Pairs pairs = ReadPairs(criteria.substr(criteria.find('?') + 1));
  std::sort(pairs.begin(), pairs.end());
  std::string text(type);
  for (const auto& [name, value] : pairs) text += "\n" + name + "=" + value;
  return text;
}

// A POST of a type, perhaps with ifNoneExist, or a PUT of an instance, perhaps with ifMatch: all
// else is refused. `base`: entries may name this server absolutely.
Transaction::Entry ReadEntry(const Value& json, std::size_t index, std::string_view base,
                             const Reach& reach) {
  Transaction::Entry entry;
  entry.expression = "Bundle.entry[" + std::to_string(index) + "]";
  entry.full_url = json["fullUrl"].text();
  const Value& request = json["request"];
  const std::string at = entry.expression + ".request";
  if (!request.is_object()) Refuse(400, "required", "The element is required.", at);
  const std::string& method = request["method"].text();
  const bool post = method == "POST";
  if (!post && method != "PUT")
    Refuse(400, "not-supported", "A Bundle here takes POST and PUT.", at + ".method");
  const Address address = ReadUrl(request["url"].text(), base, at + ".url");
  if (address.place != (post ? Address::Place::kType : Address::Place::kInstance))
    Refuse(400, "not-supported", "The method does not go with the address.", at);
  for (const char* other : {"ifNoneMatch", "ifModifiedSince", post ? "ifMatch" : "ifNoneExist"}) {
    if (request.Find(other) != nullptr)
      Refuse(400, "not-supported", "The condition does not go with the method.", at);
  }
  entry.draft = {address.type, address.id, json["resource"]};
  const std::string resource_at = entry.expression + ".resource";
  if (!entry.draft.resource.is_object())
    Refuse(400, "required", "The element is required.", resource_at);
  RequireValid(*address.type, entry.draft.resource, resource_at);
  if (!post) RequireSameId(entry.draft.resource, address.id, resource_at);
  if (const Value* match = request.Find("ifMatch")) entry.draft.if_match = match->text();
  if (const Value* condition = request.Find("ifNoneExist")) {
    entry.draft.if_none_exist = reach.Plan(*address.type, condition->text());
    entry.criteria = OneSpelling(address.type->name, condition->text());
  }
  return entry;
}

// Issues that do not say where get the entry's path. 404 and 405 speak of an address; of a
// transaction they would say that this server has none.
template <class Step>
auto At(const Transaction::Entry& entry, const Step& step) {
  try {
    return step();
  } catch (Refused& refused) {
    Refusal& refusal = refused.refusal;
    for (Issue& issue : refusal.issues)
      if (issue.expression.empty()) issue.expression = entry.expression;
    if (refusal.status == 404 || refusal.status == 405) refusal.status = 400;
    throw;
  }
}

}  // namespace

Transaction::Transaction(const Value& bundle, std::string_view base, const Reach& reach,
                         Entropy& entropy)
    : reach_(reach) {
  const Value& list = bundle["entry"];
  if (!list.is_array() && !list.is_null())
    Refuse(400, "structure", "The element must be a list.", "Bundle.entry");
  if (list.items().size() > kMostEntries)
    Refuse(400, "too-costly", "The Bundle has more than 500 entries.", "Bundle.entry");
  std::set<std::string> urls;
  std::set<std::string> criteria;
  for (std::size_t i = 0; i < list.items().size(); ++i) {
    Entry entry;
    entry.expression = "Bundle.entry[" + std::to_string(i) + "]";
    entry = At(entry, [&] { return ReadEntry(list.at(i), i, base, reach_); });
    if (!entry.full_url.empty() && !urls.insert(entry.full_url).second)
      Refuse(400, "duplicate", "Two entries have one fullUrl.", entry.expression + ".fullUrl");
    if (!entry.criteria.empty() && !criteria.insert(entry.criteria).second)
      Refuse(400, "duplicate", "Two entries are created under one condition.",
             entry.expression + ".request.ifNoneExist");
    if (entry.draft.id.empty()) entry.draft.id = crypto::RandomUuid(entropy);
    entries_.push_back(std::move(entry));
  }
}

std::vector<Saved> Transaction::Run(Writer& writer, Instant now) const {
  std::vector<Saved> saved(entries_.size());
  FullUrls urls;
  std::set<std::string> touched;
  // Who matches what is settled before anything is written.
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const Entry& entry = entries_[i];
    std::string id = entry.draft.id;
    if (entry.draft.if_none_exist) {
      auto found = At(entry, [&] { return FindOne(writer, *entry.draft.if_none_exist, reach_); });
      if (found) {
        id = found->id;
        saved[i] = {Change::kMatched, std::move(*found)};
      }
    }
    const std::string reference = std::string(entry.draft.type->name) + "/" + id;
    if (!touched.insert(reference).second)
      Refuse(400, "duplicate", "Two entries are about one resource.", entry.expression);
    if (!entry.full_url.empty()) urls[entry.full_url] = reference;
  }
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (saved[i].change == Change::kMatched) continue;
    Draft draft = entries_[i].draft;
    RewriteReferences(draft.resource, urls);
    saved[i] = At(entries_[i], [&] { return Save(writer, draft, reach_, now); });
  }
  RequireSound(writer, saved);
  return saved;
}

// With everything written: each condition is met by one resource, each reference leads somewhere.
void Transaction::RequireSound(Writer& writer, const std::vector<Saved>& saved) const {
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const Entry& entry = entries_[i];
    const auto& [change, version] = saved[i];
    At(entry, [&] {
      if (entry.draft.if_none_exist)
        RequireMet(writer, *entry.draft.if_none_exist, version, reach_);
      if (change == Change::kCreated || change == Change::kUpdated)
        RequireReferences(writer, ToResource(version), entry.expression + ".resource",
                          reach_.site());
    });
  }
}

Value TransactionAnswer(const std::vector<Saved>& saved, Wanted wanted) {
  Array answers;
  for (const Saved& one : saved) {
    const bool created = one.change == Change::kCreated;
    Object response{{"status", created ? "201 Created" : "200 OK"},
                    {"location", VersionedAddress(one.version)},
                    {"etag", ToETag(one.version.number)},
                    {"lastModified", ToInstantText(one.version.updated)}};
    Object entry;
    if (wanted == Wanted::kRepresentation) entry.emplace_back("resource", ToResource(one.version));
    entry.emplace_back("response", std::move(response));
    answers.emplace_back(std::move(entry));
  }
  Object bundle{{"resourceType", "Bundle"}, {"type", "transaction-response"}};
  if (!answers.empty()) bundle.emplace_back("entry", std::move(answers));
  return bundle;
}

}  // namespace chartbridge::chart
