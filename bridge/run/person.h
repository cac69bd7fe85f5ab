// What a person may do with an item, beside or without a running service: each is one step of
// flow::Advance, written down at once; the runners carry out what follows from it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bridge/run/context.h"

namespace chartbridge::bridge::run {

class Person {
 public:
  // `who`: "cli" or "user:<id>", as the audit shall name it.
  Person(Ledger& ledger, Clock& clock, const flow::FlowSettings& settings, std::string who)
      : ledger_(ledger), clock_(clock), settings_(settings), who_(std::move(who)) {}

  // What this person decided about: steps with that item fail with kConflict unless it still stands
  // where it stood when it was shown. Of two people at one item the first decides.
  void Saw(const ItemRow& row);

  // Takes a held or failed item up again from the start; also fetches media anew that could not be
  // had.
  Result<ItemRow, Failure> Release(const ItemKey& key);

  // Files it for this patient; a filed one is undone there and filed anew here (promise P4). The
  // contact is remembered, unless several patients share the number or it is a staff member's: then
  // each message is chosen by itself. Others of the conversation that waited for the same answer
  // are taken up too.
  Result<ItemRow, Failure> FileFor(const ItemKey& key, const std::string& patient);

  // Destroys its content. `policy` is what the record says: rejected-by-staff, dropped-by-staff.
  Result<ItemRow, Failure> Drop(const ItemKey& key, const std::string& policy);

 private:
  Result<ItemRow, Failure> Step(const ItemKey& key, const flow::Event& event,
                                const std::string& ev);
  Result<void, Failure> Record(const ItemRow& row, const flow::Next& next, const std::string& ev);
  Result<bool, Failure> SharedNumber(const ItemKey& key);
  Result<void, Failure> TakeUpOthers(const ItemRow& row);

  bool StandsAsSeen(const ItemRow& row) const;

  Ledger& ledger_;
  Clock& clock_;
  const flow::FlowSettings& settings_;
  std::string who_;
  std::optional<ItemRow> seen_;  // without content
};

}  // namespace chartbridge::bridge::run
