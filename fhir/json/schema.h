// JSON Schema (draft 4): the tables that clinicians and integrators review, the bodies of requests.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/issue.h"
#include "fhir/json/value.h"

namespace chartbridge::fhir::json {

// Compiled once, asked often, by any thread. References in it are local ("#/definitions/…");
// `format` is not looked at.
class Schema {
 public:
  // A schema that is no object ends the process: schemas are part of the program.
  explicit Schema(const Value& schema);
  ~Schema();
  Schema(Schema&&) noexcept;

  // The first rule that `instance` breaks; nullopt when it is good.
  struct Breach {
    std::string pointer;  // RFC 6901, of what breaks it; of an unknown member, that member
    std::string keyword;  // "type", "required", "additionalProperties", …
  };
  std::optional<Breach> Check(const Value& instance) const;

 private:
  struct Compiled;
  std::unique_ptr<Compiled> compiled_;
};

// The Issue names the place in `instance` as a JSON pointer and the keyword that it breaks.
Result<void, Issue> ValidateSchema(const Value& instance, const Value& schema);

}  // namespace chartbridge::fhir::json
