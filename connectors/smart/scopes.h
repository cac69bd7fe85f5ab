// Scopes of SMART App Launch, version 1 (patient/Communication.read) and version 2
// (patient/Communication.rs), section "Scopes and launch context". Only patient/ scopes lead to
// resources here: nothing is granted beyond one patient, and nothing that we would not keep to.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connectors/chart/fhir_access.h"

namespace chartbridge::smart {

// "patient/TYPE.DEEDS" as it was asked for.
struct Scope {
  std::string type;  // "*": every type
  unsigned deeds = 0;
  bool first_version = false;
};

struct AskedScopes {
  std::vector<Scope> resources;
  bool openid = false;
  bool fhir_user = false;       // "fhirUser"
  bool launch = false;          // "launch"
  bool launch_patient = false;  // "launch/patient"
};

// Whatever is not offered, and whatever is malformed, is left out: user/ and system/ scopes,
// offline access, and scopes narrowed by a query, which must not be widened.
AskedScopes ReadScopes(std::string_view text);

struct GrantedScopes {
  std::string text;  // what the token says; no more than it gives
  std::vector<chart::TypeRights> types;
};

// What is both asked for and allowed.
GrantedScopes GrantScopes(const AskedScopes& asked, const std::vector<chart::TypeRights>& allowed);

}  // namespace chartbridge::smart
