// The shapes that FHIR R4 gives ids, references and dates (datatypes.html, references.html).
#pragma once

#include <string_view>

namespace chartbridge::fhir::r4 {

// [A-Za-z0-9\-\.]{1,64}
bool IsId(std::string_view text);

// "Type/id" or "Type/id/_history/version".
bool IsRelativeReference(std::string_view text);

// A relative reference, an absolute http(s) URL, urn:uuid:<uuid>, urn:oid:<oid> or "#id".
bool IsReference(std::string_view text);

// YYYY, YYYY-MM, YYYY-MM-DD, or with time, seconds and zone.
bool IsDateTime(std::string_view text);

// With time, seconds and zone.
bool IsInstant(std::string_view text);

}  // namespace chartbridge::fhir::r4
