#include "bridge/consent/element.h"

namespace chartbridge::bridge::consent {

using fhir::json::Value;

std::optional<std::string_view> Element::Text(std::string_view name) const {
  const Value* member = value_->Find(name);
  if (member == nullptr) return std::nullopt;
  if (member->string() == nullptr) {
    Shape(name);
    return std::nullopt;
  }
  return member->text();
}

std::optional<bool> Element::Boolean(std::string_view name) const {
  const Value* member = value_->Find(name);
  if (member == nullptr) return std::nullopt;
  if (!member->is_bool()) Shape(name);
  return member->boolean();
}

std::optional<Element> Element::Object(std::string_view name) const {
  const Value* member = value_->Find(name);
  if (member == nullptr || (member->is_array() && member->items().empty())) return std::nullopt;
  if (member->object() == nullptr) {
    Shape(name);
    return std::nullopt;
  }
  if (member->object()->empty()) return std::nullopt;
  return Element(*member, this, name, -1, *faults_);
}

const fhir::json::Array* Element::Items(std::string_view name) const {
  const Value* member = value_->Find(name);
  if (member == nullptr || (member->is_object() && member->object()->empty())) return nullptr;
  if (member->array() == nullptr) Shape(name);
  return member->array();
}

void Element::RefuseModifiers() const {
  const auto* items = Items("modifierExtension");
  if (items != nullptr && !items->empty()) Defect("modifierExtension");
}

void Element::Shape(std::string_view name, int index) const {
  if (!faults_->shape.empty()) return;
  std::string path = Path();
  if (!path.empty()) path += '.';
  path += name;
  if (index >= 0) path += '[' + std::to_string(index) + ']';
  faults_->shape = std::move(path);
}

void Element::Defect(std::string_view name) const {
  if (!faults_->defect.empty()) return;
  std::string path = Path();
  if (!path.empty() && !name.empty()) path += '.';
  faults_->defect = path.append(name);
  if (faults_->defect.empty()) faults_->defect = "Consent";
}

std::string Element::Path() const {
  std::string path = parent_ == nullptr ? std::string() : parent_->Path();
  if (!path.empty()) path += '.';
  path += name_;
  if (index_ >= 0) path += '[' + std::to_string(index_) + ']';
  return path;
}

}  // namespace chartbridge::bridge::consent
