#include "connectors/chart/save.h"

#include <algorithm>
#include <charconv>

#include "connectors/chart/outcome.h"
#include "connectors/chart/search_parameters.h"
#include "connectors/crypto/crypto.h"
#include "fhir/json/parse.h"
#include "fhir/json/write.h"

namespace chartbridge::chart {

namespace {

using fhir::json::Object;
using fhir::json::Value;

// The resource as it is kept: id and meta in front and ours, bytes of a Binary elsewhere.
Value Stamped(const Value& resource, const std::string& id, std::int64_t number, Instant at) {
  Object meta{{"versionId", std::to_string(number)}, {"lastUpdated", ToInstantText(at)}};
  if (const Object* given = resource["meta"].object()) {
    for (const auto& [name, value] : *given) {
      if (name != "versionId" && name != "lastUpdated") meta.emplace_back(name, value);
    }
  }
  const bool binary = resource["resourceType"].text() == "Binary";
  Object kept{{"resourceType", resource["resourceType"]}, {"id", id}, {"meta", std::move(meta)}};
  for (const auto& [name, value] : *resource.object()) {
    if (name == "resourceType" || name == "id" || name == "meta" || (binary && name == "data"))
      continue;
    kept.emplace_back(name, value);
  }
  return kept;
}

class Checking {
 public:
  Checking(Reader& reader, const Value& resource, const Site& site)
      : reader_(reader), resource_(resource), site_(site) {}

  // The parser's depth limit bounds the recursion.
  void Walk(const Value& value, const std::string& at) const {
    for (std::size_t i = 0; i < value.items().size(); ++i)
      Walk(value.at(i), at + "[" + std::to_string(i) + "]");
    if (!value.is_object()) return;
    for (const auto& [name, member] : *value.object()) {
      if (name == "reference" && member.is_string()) {
        Check(member.text(), at + ".reference");
      } else {
        Walk(member, at + "." + name);
      }
    }
  }

 private:
  void Check(const std::string& reference, const std::string& at) const {
    if (reference.starts_with('#')) return CheckContained(reference.substr(1), at);
    std::string plain = PlainReference(reference, site_);
    if (plain.find("://") != std::string::npos) return;
    const std::size_t slash = plain.find('/');
    const std::string id = slash == std::string::npos ? "" : plain.substr(slash + 1);
    if (!IsResourceId(id)) {
      Refuse(400, "value", "The reference is none that is taken here: Type/id or an address.", at);
    }
    const std::int64_t current = reader_.CurrentNumber(plain.substr(0, slash), id);
    if ((current == 0 || VersionIn(reference) > current) && !StoodBefore(reference))
      Refuse(422, "not-found", "The reference leads to nothing that this chart has.", at);
  }

  // What it led to was erased: the resource can be written on all the same.
  bool StoodBefore(const std::string& reference) const {
    const std::string& type = resource_["resourceType"].text();
    const std::string& id = resource_["id"].text();
    const auto before = reader_.FindVersion(type, id, reader_.CurrentNumber(type, id) - 1);
    return before && before->body.find("\"" + reference + "\"") != std::string::npos;
  }

  // 1 where none is named; higher than any where it is no number.
  static std::int64_t VersionIn(std::string_view reference) {
    constexpr std::string_view kHistory = "/_history/";
    const std::size_t at = reference.find(kHistory);
    if (at == std::string_view::npos) return 1;
    reference.remove_prefix(at + kHistory.size());
    std::int64_t number = 0;
    const char* const last = reference.data() + reference.size();
    const auto [end, error] = std::from_chars(reference.data(), last, number);
    return error == std::errc() && end == last && number > 0 ? number : INT64_MAX;
  }

  void CheckContained(const std::string& id, const std::string& at) const {
    const auto& contained = resource_["contained"].items();
    const bool there =
        id.empty() || std::any_of(contained.begin(), contained.end(),
                                  [&](const Value& one) { return one["id"].text() == id; });
    if (!there) Refuse(422, "not-found", "The resource contains nothing of that id.", at);
  }

  Reader& reader_;
  const Value& resource_;
  const Site& site_;
};

bool SaysTheSame(const Version& current, const Draft& draft, const std::optional<Blob>& blob) {
  if (current.blob.has_value() != blob.has_value()) return false;
  if (blob && current.blob->digest != blob->digest) return false;
  return Stamped(ToResource(current), draft.id, 0, {}) == Stamped(draft.resource, draft.id, 0, {});
}

std::optional<Blob> KeepData(Writer& writer, const Draft& draft, const Site& site) {
  if (draft.blob || draft.type->name != "Binary") return draft.blob;
  const auto decoded = FromBase64(draft.resource["data"].text());
  if (!decoded) Refuse(400, "value", "The element is not base64.", "Binary.data");
  const IndexEntries entries = IndexOf(*draft.type, draft.resource, site);
  Upload& upload = writer.NewUpload(writer.KeyOf(writer.OwnerOf("Binary", draft.id, entries)));
  upload.Write(*decoded);
  return upload.Finish();
}

Saved Put(Writer& writer, const Draft& draft, const std::optional<Blob>& blob, std::int64_t number,
          Instant now, const Site& site) {
  const Value kept = Stamped(draft.resource, draft.id, number, now);
  Version version{std::string(draft.type->name), draft.id, number, now,
                  fhir::json::Write(kept),       blob};
  writer.Put(version, IndexOf(*draft.type, kept, site));
  return {number == 1 ? Change::kCreated : Change::kUpdated, std::move(version)};
}

// Some clients quote strongly, some not at all; the number is what counts.
bool MatchesETag(std::string_view text, std::int64_t number) {
  if (text.starts_with("W/")) text.remove_prefix(2);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
    text = text.substr(1, text.size() - 2);
  return text == "*" || text == std::to_string(number);
}

}  // namespace

void RewriteReferences(Value& value, const FullUrls& urls) {
  if (Value* list = value.is_array() ? &value : nullptr) {
    for (Value& item : *list->array()) RewriteReferences(item, urls);
    return;
  }
  if (!value.is_object()) return;
  for (auto& [name, member] : *value.object()) {
    const bool address = name == "reference" || name == "url" || name == "uri" ||
                         name == "valueUri" || name == "valueUrl";
    if (!address || !member.is_string()) {
      RewriteReferences(member, urls);
    } else if (const auto found = urls.find(member.text()); found != urls.end()) {
      member = found->second;
    }
  }
}

void RequireReferences(Reader& reader, const Value& resource, const std::string& expression,
                       const Site& site) {
  Checking(reader, resource, site).Walk(resource, expression);
  if (resource["resourceType"].text() != "Patient") return;
  for (const Value& link : resource["link"].items()) {
    const std::string other = PlainReference(link["other"]["reference"].text(), site);
    if (other == "Patient/" + resource["id"].text())
      Refuse(422, "business-rule", "A Patient cannot stand in the place of itself.",
             expression + ".link");
  }
}

Saved Save(Writer& writer, const Draft& draft, const Reach& reach, Instant now) {
  auto current = writer.Find(std::string(draft.type->name), draft.id);
  const std::int64_t number = current ? current->number : 0;
  reach.RequireWritable(writer, *draft.type, draft.id, draft.resource,
                        current ? &*current : nullptr);
  if (draft.if_match && (number == 0 || !MatchesETag(*draft.if_match, number)))
    Refuse(412, "conflict", "If-Match does not name the current version.");
  const auto blob = KeepData(writer, draft, reach.site());
  if (number == 0) return Put(writer, draft, blob, 1, now, reach.site());
  if (SaysTheSame(*current, draft, blob)) return {Change::kUnchanged, std::move(*current)};
  if (!draft.type->updated)
    Refuse(405, "not-supported", "Resources of this type are written once.");
  return Put(writer, draft, blob, number + 1, now, reach.site());
}

Saved SaveAlone(Writer& writer, const Draft& draft, const Reach& reach, Instant now) {
  if (draft.if_none_exist) {
    if (auto found = FindOne(writer, *draft.if_none_exist, reach))
      return {Change::kMatched, std::move(*found)};
  }
  Saved saved = Save(writer, draft, reach, now);
  if (draft.if_none_exist) RequireMet(writer, *draft.if_none_exist, saved.version, reach);
  if (saved.change != Change::kUnchanged)
    RequireReferences(writer, ToResource(saved.version), std::string(draft.type->name),
                      reach.site());
  return saved;
}

std::optional<Version> FindOne(Reader& reader, Query criteria, const Reach& reach) {
  reach.Narrow(criteria);
  Page page = reader.Search(criteria);
  if (page.versions.size() > 1)
    Refuse(412, "multiple-matches", "Several resources meet the condition.");
  if (page.versions.empty()) return std::nullopt;
  return std::move(page.versions.front());
}

void RequireMet(Reader& reader, const Query& criteria, const Version& created, const Reach& reach) {
  const auto found = FindOne(reader, criteria, reach);
  if (!found || found->id != created.id)
    Refuse(422, "business-rule", "The resource does not meet the condition it is created under.");
}

void RequireValid(const TypeRules& type, const Value& resource, const std::string& expression) {
  std::vector<Issue> issues = Validate(type.name, resource, expression);
  if (issues.empty()) return;
  // 400: this is not FHIR's form; 422: it is, but breaks a rule (R4 3.1.0.8).
  const bool malformed = std::any_of(issues.begin(), issues.end(), [](const Issue& issue) {
    return issue.code == "structure" || issue.code == "value";
  });
  throw Refused({malformed ? 400 : 422, std::move(issues), {}, {}});
}

void RequireSameId(const Value& resource, const std::string& id, const std::string& expression) {
  const Value* given = resource.Find("id");
  if (given == nullptr)
    Refuse(400, "required", "The body of an update must have the id.", expression + ".id");
  if (given->text() != id)
    Refuse(400, "value", "The id is not the one of the address.", expression + ".id");
}

Value ToResource(const Version& version) {
  auto resource = fhir::json::Parse(version.body, {.refuse_duplicate_keys = false});
  if (!resource) RefuseFor({FailureKind::kCorrupt, "", {}, 0, {}, {}, {}});
  return std::move(*resource);
}

std::string ToETag(std::int64_t number) { return "W/\"" + std::to_string(number) + "\""; }

std::string VersionedAddress(const Version& version) {
  return version.type + "/" + version.id + "/_history/" + std::to_string(version.number);
}

}  // namespace chartbridge::chart
