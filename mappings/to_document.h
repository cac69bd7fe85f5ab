// A medium as DocumentReference and Binary (reference/fhir.md section 2).
#pragma once

#include "fhir/r4/bundle.h"
#include "fhir/r4/document_reference.h"
#include "mappings/mapping_input.h"

namespace chartbridge::mappings {

// A Fault when a kReady medium lacks its type, size or hashes, or has labels that cannot be read.
Result<void, Issue> CheckReady(const MediaState& state);

fhir::r4::DocumentReference ToDocumentReference(const MappingInput& input, const Media& media,
                                                const MediaState& state);

// Without `data` when the state does not carry the bytes.
fhir::r4::Binary ToBinary(const MappingInput& input, const MediaState& state);

}  // namespace chartbridge::mappings
