// What a person may do with an item, beside or without a running service: each is one step of
// flow::Advance, written down at once; the runners carry out what follows from it. A step is never
// refused because a worker is busy with the item.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bridge/flow/advance.h"
#include "bridge/ports/channel.h"
#include "bridge/ports/ehr.h"
#include "bridge/ports/items.h"
#include "bridge/ports/links.h"

namespace chartbridge::bridge::run {

struct StaffPorts {
  Items& items;
  Links& links;
  PatientDirectory& directory;  // asked by AssignPatient alone
  const Channels& channels;     // by channel id: read whose number it is
  Clock& clock;
};

struct StaffSettings {
  flow::FlowSettings flow;
  std::string country;  // ISO 3166, for numbers written without a country
  std::string who;      // "cli" or "user:<id>", as the audit shall name it
};

// Not for several threads at once; made anew for each request.
class StaffActions {
 public:
  StaffActions(const StaffPorts& ports, StaffSettings settings)
      : ports_(ports), settings_(std::move(settings)) {}

  // What this person decided about: steps with that item fail with kConflict unless it still stands
  // where it stood when it was shown. Of two people at one item the first decides.
  void ExpectUnchanged(const ItemRow& row);

  // The errors of the steps: kNotFound no such item; kConflict it changed meanwhile; kRefused with
  // a sentence, this cannot be done with it as it stands.

  // Takes a held or failed item up again from the start, at once, also while the EHR asked to wait.
  Result<ItemRow, Failure> Release(const ItemKey& key);

  // Files it for this patient, who is read in the EHR first: kNotFound when there is none, kRefused
  // for an inactive record. A filed one is undone there and filed anew here (promise P4). The
  // contact is remembered, unless several patients share the number, it is a staff member's, or the
  // item was held for another patient's consent: then the step wants a second person
  // (Reason::kSecondPersonWanted) and the gate is asked for both. `approved`: a second person has
  // confirmed exactly this step.
  Result<ItemRow, Failure> AssignPatient(const ItemKey& key, const std::string& patient,
                                         bool approved = false);

  // Destroys its content; what of it may stand in a chart is looked up and taken back.
  Result<ItemRow, Failure> Drop(const ItemKey& key, Reason policy);
  // Moves a hold's deadline to `until`, which is later.
  Result<ItemRow, Failure> ExtendHold(const ItemKey& key, Instant until);

  // One medium: files what was held (never kInfected), asks anew for what failed, ends it.
  Result<ItemRow, Failure> ReleaseMedium(const ItemKey& key, int number);
  Result<ItemRow, Failure> RetryMedium(const ItemKey& key, int number);
  Result<ItemRow, Failure> DropMedium(const ItemKey& key, int number);

 private:
  struct Words {
    std::string ev;      // as the audit calls the step
    std::string reason;  // of the audit entry; "" for the item's own
  };
  Result<ItemRow, Failure> Step(const ItemKey& key, const flow::Event& event, const Words& words);

  const StaffPorts ports_;
  const StaffSettings settings_;
  std::optional<std::pair<ItemKey, std::int64_t>> expected_;
};

}  // namespace chartbridge::bridge::run
