// Writing one resource inside a transaction: versions, meta, and what makes a repeat a no-op.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "connectors/chart/reach.h"
#include "connectors/chart/resource_store.h"
#include "connectors/chart/search_parameters.h"

namespace chartbridge::chart {

enum class Change {
  kCreated,
  kUpdated,
  kUnchanged,  // the current version says the same: no new one is made, a retry is harmless
  kMatched,    // a conditional create found it
};

struct Saved {
  Change change = Change::kCreated;
  Version version;
};

// A valid resource and where it shall live.
struct Draft {
  const TypeRules* type = nullptr;
  std::string id;
  fhir::json::Value resource;
  std::optional<std::string> if_match = {};  // ETag as it came
  std::optional<Query> if_none_exist = {};   // of a create
  std::optional<Blob> blob = {};             // bytes of a raw Binary, already in the vault
};

// Creates Type/id or makes its next version. 412 when `if_match` is not the current version, 405
// for a change of what is written once, 403 for what the writer does not reach. References are not
// looked at yet, because others of the same transaction may follow.
Saved Save(Writer& writer, const Draft& draft, const Reach& reach, Instant now);

// One resource by itself. One that meets `if_none_exist` makes it a no-op, several are 412; a new
// one must meet it (422), or a repeat would double it. No race can create two. References must lead
// somewhere.
Saved SaveAlone(Writer& writer, const Draft& draft, const Reach& reach, Instant now);

using FullUrls = std::map<std::string, std::string, std::less<>>;  // fullUrl -> "Type/id"

// Every Reference.reference and every url or uri element (Attachment.url among them) that is a
// fullUrl of the Bundle.
void RewriteReferences(fhir::json::Value& resource, const FullUrls& urls);

// Refuses a reference to what this chart does not have (422), and one that is none: conditional, a
// urn, a relative one without type and id (400). Addresses of other servers are left alone, and
// what stood in the version before. Nor may a Patient be linked to itself.
void RequireReferences(Reader& reader, const fhir::json::Value& resource,
                       const std::string& expression, const Site& site);

// The one resource within reach that meets a condition, nullopt for none; 412 for several.
std::optional<Version> FindOne(Reader& reader, Query criteria, const Reach& reach);
// Of a resource that was created under that condition.
void RequireMet(Reader& reader, const Query& criteria, const Version& created, const Reach& reach);

// 400 or 422 with all issues.
void RequireValid(const TypeRules& type, const fhir::json::Value& resource,
                  const std::string& expression);
// The body of an update names the resource that it is for (R4 3.1.0.4).
void RequireSameId(const fhir::json::Value& resource, const std::string& id,
                   const std::string& expression);

// The resource of a stored version. 500 when it cannot be read.
fhir::json::Value ToResource(const Version& version);
std::string ToETag(std::int64_t number);               // W/"n"
std::string VersionedAddress(const Version& version);  // "Type/id/_history/n"

}  // namespace chartbridge::chart
