#include "connectors/sql/filing_parts.h"

#include "fhir/json/parse.h"
#include "fhir/json/write.h"

namespace chartbridge::sql {

using bridge::FilingPart;
using bridge::PartState;
using fhir::json::Array;
using fhir::json::Value;

std::string PartsText(const std::vector<FilingPart>& parts) {
  Array all;
  for (const FilingPart& part : parts) {
    all.emplace_back(Array{part.part, part.type, part.identity, part.reference, part.version,
                           ToString(part.state)});
  }
  return fhir::json::Write(Value(std::move(all)));
}

std::vector<FilingPart> ReadParts(std::string_view text) {
  std::vector<FilingPart> parts;
  const auto parsed = fhir::json::Parse(text);
  if (!parsed) return parts;
  for (const Value& cells : parsed->items()) {
    parts.push_back({cells.at(0).text(), cells.at(1).text(), cells.at(2).text(), cells.at(3).text(),
                     cells.at(4).text(),
                     bridge::ReadPartState(cells.at(5).text()).value_or(PartState::kSent)});
  }
  return parts;
}

}  // namespace chartbridge::sql
