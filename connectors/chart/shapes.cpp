#include "connectors/chart/shapes.h"

#include <stdexcept>

#include "connectors/chart/search_parameters.h"
#include "embedded/chart_shapes.h"
#include "fhir/json/parse.h"

namespace chartbridge::chart {

namespace {

using Shapes = std::map<std::string, TypeShape, std::less<>>;

std::vector<std::string> Split(std::string_view text, char between) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t at = text.find(between);
    parts.emplace_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

ElementShape ReadElement(std::string_view text) {
  ElementShape element;
  if (text.starts_with('!')) element.required = true, text.remove_prefix(1);
  if (text.starts_with('*')) element.repeats = true, text.remove_prefix(1);
  if (const std::size_t codes = text.find('='); codes != std::string_view::npos) {
    element.codes = Split(text.substr(codes + 1), '|');
    text = text.substr(0, codes);
  }
  const std::size_t choice = text.find('@');
  if (choice != std::string_view::npos) element.choice = text.substr(choice + 1);
  element.type = text.substr(0, choice);
  return element;
}

void AddShared(std::string_view type, TypeShape& shape) {
  shape.try_emplace("id", ReadElement("string"));
  shape.try_emplace("extension", ReadElement("*Extension"));
  shape.try_emplace("modifierExtension", ReadElement("*Extension"));
  if (FindType(type) == nullptr) return;
  shape["id"] = ReadElement("id");
  shape.try_emplace("resourceType", ReadElement("!code"));
  shape.try_emplace("meta", ReadElement("Meta"));
  shape.try_emplace("implicitRules", ReadElement("uri"));
  shape.try_emplace("language", ReadElement("code"));
  if (type == "Binary") return;
  shape.try_emplace("text", ReadElement("Narrative"));
  shape.try_emplace("contained", ReadElement("*Resource"));
}

Shapes ReadAll() {
  Shapes shapes;
  for (const auto& file : embedded::chart_shapes::All()) {
    const auto table = fhir::json::Parse(file.bytes);
    if (!table)
      throw std::logic_error("the chart's table " + std::string(file.path) + " is not JSON");
    for (const auto& [type, elements] : *table->object()) {
      if (!elements.is_object()) continue;  // "_source"
      TypeShape& shape = shapes[type];
      for (const auto& [name, text] : *elements.object())
        shape.emplace(name, ReadElement(text.text()));
      AddShared(type, shape);
    }
  }
  return shapes;
}

}  // namespace

const TypeShape* FindShape(std::string_view type) {
  static const Shapes shapes = ReadAll();
  const auto found = shapes.find(type);
  return found == shapes.end() ? nullptr : &found->second;
}

}  // namespace chartbridge::chart
