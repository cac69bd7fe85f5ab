// Items and what becomes of each. A step of an item, with its filings, parts, media, jobs, payload
// and what the audit says of it, is one transaction.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/failure.h"
#include "bridge/ports/inbox.h"
#include "bridge/ports/item_rows.h"
#include "bridge/ports/links.h"

namespace chartbridge::bridge {

// A slice of what one delivery holds, in its order.
struct Slice {
  Seq delivery = 0;
  std::int64_t first = 0;  // how many items of the delivery were split off before
  bool last = false;       // nothing follows: the delivery goes, and its key with it
  std::vector<NewItem> items;
};

// One step of one item: what it became, whole. The store finds what changed by comparing with
// `before`, which must be the row as it was read or as the last step left it.
struct ItemStep {
  ItemRow before;
  ItemRow after;  // same key; content and version are not looked at
  // Who takes it: the owner of the line's lease (kBusy when the lease is lost), or "" for a
  // person's step, which needs no lease and is refused by none.
  std::string lease;
  // A filing's bytes that are about to leave, kept sealed until it is filed or ends. "" clears.
  std::optional<std::string> payload;
  int payload_filing = 0;
  std::vector<DecisionRecord> decisions;
  bool destroy_content = false;         // destroys the item's key; the row and its audit stay
  std::vector<std::int64_t> lost_keys;  // of vault objects that must not open any more
  std::optional<PatientLink> link;      // remembered with it, as Links::Keep would
  std::vector<AuditEntry> audit;
};

class Items {
 public:
  virtual ~Items() = default;

  // Puts the items of these slices into the store, in one transaction; if that fails, slice by
  // slice, so that a bad one cannot hold up the others: the first Failure is returned, the good
  // ones are done. A slice whose `first` is not what the delivery has come to is skipped (another
  // worker did it). An item whose key is there already
  //   - is skipped when it is the same (same fingerprint),
  //   - is skipped when it is a placeholder: what is known already says more,
  //   - takes its place when the one there is a placeholder,
  //   - else is kept as a second row under a key of its own, Held kConflictingCopy, and stands in
  //     review; the same conflicting copy again is skipped.
  // A conversation's id is random, given at first sight of an address; an item that names two
  // addresses links them, and then what waited in either line for a patient is woken (as
  // WorkQueue::Wake). A new item of a contact wakes what waits in its line for a consent.
  virtual Result<void, Failure> Split(const std::vector<Slice>& slices) = 0;

  // kConflict when the row is no longer at before.version: nothing changed, read it again. kBusy
  // when `lease` no longer holds the line: somebody else works on it. The row's version becomes
  // one higher; `link` and waking as in Links::Keep.
  virtual Result<void, Failure> Record(const ItemStep& step) = 0;

  // With content. nullopt: no such item.
  virtual Result<std::optional<ItemRow>, Failure> Find(const ItemKey& key) = 0;
  // The item with that provider id in the channel; a receipt bears the id of its message, the
  // message is meant. nullopt when we do not know it.
  virtual Result<std::optional<ItemRow>, Failure> FindByProviderId(
      const std::string& channel, const std::string& provider_id) = 0;
  // kNotFound when that filing has none.
  virtual Result<std::string, Failure> ReadPayload(const ItemKey& key, int filing) = 0;
  // In the order in which they were made.
  virtual Result<std::vector<DecisionRecord>, Failure> Decisions(const ItemKey& key) = 0;
};

}  // namespace chartbridge::bridge
