// Provenance (FHIR R4): who said it, who wrote it into the chart, who allowed it. It has no
// identifier element in R4, so it is PUT under a derived id.
#pragma once

#include <string>
#include <vector>

#include "fhir/r4/elements.h"

namespace chartbridge::fhir::r4 {

struct Provenance {
  struct Agent {
    Coding type;
    Reference who;
    Reference on_behalf_of;
  };
  struct Entity {
    std::string role;  // derivation, revision, quotation, source, removal
    Reference what;
  };

  std::string id;
  std::vector<Coding> security;
  std::vector<Coding> tags;
  std::vector<Reference> targets;
  std::string occurred;  // dateTime
  std::string recorded;  // instant
  // What allowed it: policies, and the Consents that permitted (R4: "such as patient consent").
  std::vector<std::string> policies;
  Coding reason;
  Coding activity;
  std::vector<Agent> agents;
  std::vector<Entity> entities;
};

json::Value ToJson(const Provenance& provenance);

}  // namespace chartbridge::fhir::r4
