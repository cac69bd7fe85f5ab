// What a patient allowed: consents in force and before, what the gate would say now, and what is
// held or was dropped for it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "bridge/consent/decide.h"
#include "bridge/ports/ehr.h"
#include "bridge/service/item_json.h"
#include "bridge/service/pages.h"

namespace chartbridge::bridge::service {

// What is asked of the EHR.
struct ConsentPorts {
  PatientDirectory& directory;
  ConsentSource& consents;
  // GET of a path relative to the FHIR base, already encoded.
  std::function<Result<fhir::json::Value, Failure>(const std::string& path)> get;
};

struct ConsentQuestion {
  consent::Settings settings;  // as the gate has them
  std::string organization;
  std::string device;
  const Clock& clock;
  bool evidence = true;         // whether the caller may see where a consent was given
  Shown shown = Shown::kWhole;  // of the items
};

// What the gate would say of a text that this patient wrote now, from the same facts:
// {decision, consents, history, held, dropped, sentences}; `held` and `dropped` are the newest
// 100 of those that `filter` lets the caller see, nullopt for none. kNotFound: the EHR knows no
// such patient.
Result<fhir::json::Value, Failure> ConsentStatusJson(const ConsentPorts& ehr,
                                                     const ItemPorts& items,
                                                     const ConsentQuestion& question,
                                                     const std::string& patient,
                                                     const std::optional<ItemFilter>& filter);

}  // namespace chartbridge::bridge::service
