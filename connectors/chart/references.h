// References inside a transaction become those of the stored resources (R4 3.1.0.11.2).
#pragma once

#include <functional>
#include <map>
#include <string>

#include "connectors/chart/outcome.h"

namespace chartbridge::chart {

using FullUrls = std::map<std::string, std::string, std::less<>>;  // fullUrl -> "Type/id"

// "Patient?identifier=..." -> "Patient/1".
using FindConditional = std::function<Result<std::string, Refusal>(const std::string& reference)>;

// Rewrites every Reference.reference and every url or uri element (Attachment.url among them) that
// is a fullUrl of the Bundle, and every conditional reference. A urn:uuid reference that no entry
// has is refused.
Result<void, Refusal> RewriteReferences(fhir::json::Value& resource, const std::string& expression,
                                        const FullUrls& urls, const FindConditional& find);

}  // namespace chartbridge::chart
