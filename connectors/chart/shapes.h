// What R4 allows where: the elements of each type, read from tables/*.json, which were derived from
// HL7's StructureDefinitions. An element is written "[!][*]type[@choice][=code|code]": required,
// repeating, its type, the choice (value[x]) that it belongs to, and its required codes.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace chartbridge::chart {

struct ElementShape {
  bool required = false;
  bool repeats = false;
  std::string type;
  std::string choice;
  std::vector<std::string> codes;
};
using TypeShape = std::map<std::string, ElementShape, std::less<>>;

// The elements of "Communication", "Communication.payload", "Identifier", ...; nullptr for a
// primitive or a type that is not known. Elements that every complex type or every resource has are
// included.
const TypeShape* FindShape(std::string_view type);

}  // namespace chartbridge::chart
