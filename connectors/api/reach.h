// How far a caller's grant reaches over items (reference/audit-and-roles.md section 5).
#pragma once

#include "bridge/access/roles.h"
#include "bridge/ports/item_rows.h"
#include "connectors/api/ask.h"

namespace chartbridge::api {

struct Reach {
  bool all = false;          // every item
  bool matched = false;      // those with a patient: the clinician's column
  bool waiting = false;      // those that wait for somebody to say whose they are: the front desk's
  bool with_reason = false;  // every item, once a reason is given
  bool masked = false;       // `all`, with numbers masked

  bool Covers(const bridge::ItemRow& row) const;
  bool Anything() const { return all || matched || waiting; }
  // Leaves of a list what Covers covers; false: nothing.
  bool Narrow(bridge::ItemFilter& filter) const;
  service::Shown shown() const { return masked ? service::Shown::kMasked : service::Shown::kWhole; }
};

// The sum of what each of the roles is granted.
Reach ReachOf(const Ask& ask, bridge::access::Permission permission);

// Whether its words may be shown to anybody at all: not while it is quarantined (held without
// consent, or not decided yet) and not once its key is destroyed.
enum class Words { kReadable, kQuarantined, kDestroyed };
// Whether what is held for this reason is hidden from everybody.
bool IsQuarantined(bridge::Reason reason);
Words WordsOf(const bridge::ItemRow& row);

// The item, when it exists and `reach` covers it; else 404, so that keys cannot be guessed.
Answer<bridge::ItemRow> FindWithin(const Ask& ask, const Reach& reach, const std::string& key);

}  // namespace chartbridge::api
