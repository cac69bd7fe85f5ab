// One group: many units, one transaction, two syncs (keys.db first, then the store).
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "connectors/sql/store_context.h"
#include "connectors/sql/unit.h"
#include "connectors/sqlite/sessions.h"

namespace chartbridge::sqlite {

using Units = std::span<const std::shared_ptr<sql::Unit>>;

enum class DiskState {
  kWell,
  kFull,    // the last group found no room
  kFailed,  // an I/O error: what is on the disk is unknown, so nothing more is written
};

// Belongs to the writer thread.
class GroupCommit {
 public:
  GroupCommit(Database& main, KeyShelf& keys, const sql::StoreContext& context)
      : main_(main), keys_(keys), context_(context), session_(main, keys) {}

  // Commits the units and notes each one's outcome, without finishing it. A group that fails as a
  // whole is repeated unit by unit, so that one bad unit cannot sink the rest.
  DiskState Run(Units units);

 private:
  bool TryTogether(Units units, DiskState& disk);
  void RunUnit(sql::Unit& unit);
  void RunClosure(sql::Unit& unit);
  void AppendDelivery(sql::Unit& unit);
  void RollBack();

  Database& main_;
  KeyShelf& keys_;
  sql::StoreContext context_;
  WriteSession session_;
};

}  // namespace chartbridge::sqlite
