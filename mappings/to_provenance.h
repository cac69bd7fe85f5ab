// Who said it, who wrote it into the chart, on whose behalf, and which Consents allowed it
// (reference/fhir.md section 4).
#pragma once

#include "fhir/r4/provenance.h"
#include "mappings/mapping_input.h"

namespace chartbridge::mappings {

// `part` gives its id: "provenance", or "provenance/media:<n>" for a medium that followed later.
fhir::r4::Provenance ToProvenance(const MappingInput& input, std::string_view part,
                                  std::vector<fhir::r4::Reference> targets);

}  // namespace chartbridge::mappings
