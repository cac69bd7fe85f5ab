// Reading one element of a Consent by the shape FHIR R4 gives it. Two kinds of fault are kept
// apart, because rules R3 and R4 treat them at different moments: a wrong JSON shape, and a value
// that is well-shaped but cannot be used. Empty arrays and objects count as absent (rule R9.5).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "fhir/json/value.h"

namespace chartbridge::bridge::consent {

// The first path of each kind; "" when there is none.
struct Faults {
  std::string shape;
  std::string defect;
};

// An object inside a Consent. Lives no longer than the Element it came from.
class Element {
 public:
  Element(const fhir::json::Value& root, Faults& faults) : Element(root, nullptr, {}, -1, faults) {}

  // Each returns nothing for what is absent, and nothing plus a shape fault for another JSON kind.
  std::optional<std::string_view> Text(std::string_view name) const;
  std::optional<bool> Boolean(std::string_view name) const;
  std::optional<Element> Object(std::string_view name) const;
  template <class Visit>  // visit(Element) for each object of the array; others are shape faults
  void ForEach(std::string_view name, Visit visit) const;

  // A modifierExtension says "not what it seems" to whoever does not know it.
  void RefuseModifiers() const;
  void Shape(std::string_view name, int index = -1) const;
  void Defect(std::string_view name = {}) const;
  std::string Path() const;

 private:
  Element(const fhir::json::Value& value, const Element* parent, std::string_view name, int index,
          Faults& faults)
      : value_(&value), parent_(parent), name_(name), index_(index), faults_(&faults) {}
  const fhir::json::Array* Items(std::string_view name) const;

  const fhir::json::Value* value_;
  const Element* parent_;
  std::string_view name_;
  int index_;
  Faults* faults_;
};

template <class Visit>
void Element::ForEach(std::string_view name, Visit visit) const {
  const fhir::json::Array* items = Items(name);
  if (items == nullptr) return;
  for (std::size_t i = 0; i < items->size(); ++i) {
    if ((*items)[i].is_object()) {
      visit(Element((*items)[i], this, name, int(i), *faults_));
    } else {
      Shape(name, int(i));
    }
  }
}

}  // namespace chartbridge::bridge::consent
