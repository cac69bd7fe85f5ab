#include "connectors/chart/save.h"

#include "connectors/chart/index_keys.h"
#include "connectors/chart/reach.h"
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

bool SaysTheSame(const Version& current, const Draft& draft, const std::optional<Blob>& blob) {
  if (current.blob.has_value() != blob.has_value()) return false;
  if (blob && current.blob->digest != blob->digest) return false;
  const auto stored = fhir::json::Parse(current.body, {.refuse_duplicate_keys = false});
  if (!stored) return false;
  return Stamped(*stored, draft.id, 0, {}) == Stamped(draft.resource, draft.id, 0, {});
}

Result<std::optional<Blob>, Refusal> KeepData(ResourceWriter& writer, const Draft& draft) {
  if (draft.blob || draft.type->name != "Binary") return draft.blob;
  const auto bytes = FromBase64(draft.resource["data"].text());
  if (!bytes) return Refuse(400, "value", "The element is not base64.", "Binary.data");
  auto blob = writer.KeepBytes(*bytes);
  if (!blob) return Unexpected(ToRefusal(blob.error()));
  return std::optional<Blob>(*blob);
}

Result<std::optional<Version>, Refusal> ReadIfThere(ResourceWriter& writer, const Draft& draft) {
  auto current = writer.Read(std::string(draft.type->name), draft.id);
  if (current) return std::optional<Version>(std::move(*current));
  if (current.error().kind == FailureKind::kNotFound) return std::optional<Version>();
  return Unexpected(ToRefusal(current.error()));
}

Result<Saved, Refusal> Put(ResourceWriter& writer, const Draft& draft,
                           const std::optional<Blob>& blob, std::int64_t number, Instant now,
                           std::string_view base) {
  const Value kept = Stamped(draft.resource, draft.id, number, now);
  Version version{std::string(draft.type->name), draft.id, number, now, number == 1,
                  fhir::json::Write(kept),       blob};
  const IndexEntries index = IndexOf(*draft.type, kept, base);
  if (auto done = writer.Put(version, index.keys, index.spans); !done)
    return Unexpected(ToRefusal(done.error()));
  return Saved{number == 1 ? Change::kCreated : Change::kUpdated, std::move(version)};
}

// Some clients quote strongly, some not at all; the number is what counts.
bool MatchesETag(std::string_view text, std::int64_t number) {
  if (text.starts_with("W/")) text.remove_prefix(2);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
    text = text.substr(1, text.size() - 2);
  return text == "*" || text == std::to_string(number);
}

}  // namespace

std::string ToETag(std::int64_t number) { return "W/\"" + std::to_string(number) + "\""; }

Result<Saved, Refusal> Save(ResourceWriter& writer, const Draft& draft, Instant now,
                            std::string_view base) {
  auto current = ReadIfThere(writer, draft);
  if (!current) return Unexpected(current.error());
  const std::int64_t number = *current ? (**current).number : 0;
  if (draft.reach != nullptr) {
    auto may = draft.reach->RequireWritable(writer, *draft.type, draft.id, draft.resource,
                                            *current ? &**current : nullptr);
    if (!may) return Unexpected(may.error());
  }
  if (draft.if_match && (number == 0 || !MatchesETag(*draft.if_match, number))) {
    return Refuse(412, "conflict", "If-Match does not name the current version.");
  }
  auto blob = KeepData(writer, draft);
  if (!blob) return Unexpected(blob.error());
  if (number == 0) return Put(writer, draft, *blob, 1, now, base);
  if (SaysTheSame(**current, draft, *blob)) {
    if (*blob) {
      if (auto dropped = writer.DropBlob(**blob); !dropped)
        return Unexpected(ToRefusal(dropped.error()));
    }
    return Saved{Change::kUnchanged, std::move(**current)};
  }
  if (!draft.type->updated)
    return Refuse(405, "not-supported", "Resources of this type are written once.");
  return Put(writer, draft, *blob, number + 1, now, base);
}

Result<std::optional<Version>, Refusal> FindOne(ResourceReader& reader, Query criteria,
                                                const Reach& reach) {
  if (auto narrowed = reach.Narrow(reader, criteria); !narrowed)
    return Unexpected(narrowed.error());
  auto page = reader.Search(criteria);
  if (!page) return Unexpected(ToRefusal(page.error()));
  if (page->versions.size() > 1)
    return Refuse(412, "multiple-matches", "Several resources meet the condition.");
  if (page->versions.empty()) return std::optional<Version>();
  return std::optional<Version>(std::move(page->versions.front()));
}

}  // namespace chartbridge::chart
