// What a request's headers ask for: form of the answer, what comes back of a write, how strict.
#pragma once

#include <optional>
#include <string>

#include "connectors/chart/outcome.h"
#include "connectors/chart/transaction.h"
#include "connectors/http/exchange.h"

namespace chartbridge::chart {

struct Wishes {
  Wanted wanted = Wanted::kUnsaid;
  bool strict = false;  // Prefer: handling=strict
  bool pretty = false;  // _pretty=true
  bool takes_json = true;
  bool names_json = false;  // Accept or _format says FHIR JSON and not just anything
};

Wishes ReadWishes(const http::Request& request);

enum class BodyForm { kJson, kForm, kOther };
// By Content-Type; a charset other than UTF-8 is kOther.
BodyForm FormOf(const http::Request& request);

// Who may speak to the chart without credentials, under the demo: this machine, asked for by a name
// of this machine (another name would be DNS rebinding), and no page of another origin.
Result<void, Refusal> RequireLocal(const http::Request& request);

}  // namespace chartbridge::chart
