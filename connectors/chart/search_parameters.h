// The resource types of the chart and what each can be searched by. One table: the index, the
// search and the CapabilityStatement read it, so the statement cannot promise what is not there.
#pragma once

#include <span>
#include <string_view>

namespace chartbridge::chart {

enum class ParameterKind {
  kToken,      // code or Identifier
  kTelecom,    // ContactPoint; `only` keeps one system
  kReference,  // `only` keeps one target type
  kText,       // string or HumanName; by whole words, without case and accents
  kDate,       // date, dateTime, instant or Period: ranges and order
};

struct Parameter {
  std::string_view name;
  ParameterKind kind = ParameterKind::kToken;
  std::string_view path;  // elements below the resource; alternatives with '|'
  std::string_view only = {};
  std::string_view system = {};  // of a code, whose element does not name it (R4 3.1.1.4.10)
};

struct TypeRules {
  std::string_view name;
  std::span<const Parameter> parameters;
  std::string_view about = {};  // elements whose references say whose it is; "" the clinic's own
  bool searched = true;         // Binary is not
  bool updated = true;          // AuditEvent is written once
};

std::span<const TypeRules> AllTypes();
// nullptr for a type that this chart does not keep.
const TypeRules* FindType(std::string_view type);
const Parameter* FindParameter(const TypeRules& type, std::string_view name);

}  // namespace chartbridge::chart
