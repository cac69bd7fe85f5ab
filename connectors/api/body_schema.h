// What a body may contain, as openapi.json says. Strict: one sentence names the member that is
// wrong and what it must be; values are never repeated in an answer, nor is an unknown name.
#pragma once

#include <string_view>

#include "connectors/api/ask.h"
#include "fhir/json/schema.h"

namespace chartbridge::api {

class BodySchema {
 public:
  // The schema of one operation (cmake/api_routes.py), without references.
  explicit BodySchema(std::string_view json);

  // At most 64 KiB of application/json that fits.
  Answer<fhir::json::Value> Read(http::Request& request) const;

 private:
  Problem WhatIsWrong(const fhir::json::Schema::Breach& breach,
                      const fhir::json::Value& body) const;

  fhir::json::Value rules_;
  fhir::json::Schema schema_;
};

}  // namespace chartbridge::api
