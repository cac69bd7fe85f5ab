// A look at a resource before it is sent. Servers differ in what they silently swallow (HAPI takes
// a Communication without status, drops blank strings, stores U+0000), so we refuse it ourselves.
#pragma once

#include "base/issue.h"
#include "fhir/json/value.h"

namespace chartbridge::fhir::r4 {

// Every resource: required elements of the types we write, no blank or overlong string, no control
// character but tab, CR and LF, no null or empty member, ids, references and dates well formed.
// A transaction Bundle: all that for each entry, and that requests fit their resources, no identity
// stands there twice, and every urn:uuid reference has its entry. The Issue has path and rule,
// never content.
Result<void, Issue> Check(const json::Value& resource);

}  // namespace chartbridge::fhir::r4
