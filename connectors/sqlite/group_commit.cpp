#include "connectors/sqlite/group_commit.h"

#include "connectors/sql/deliveries.h"

namespace chartbridge::sqlite {
namespace {

void NoteAll(Units units, const Failure& failure) {
  for (const std::shared_ptr<sql::Unit>& unit : units) unit->Note(failure);
}

}  // namespace

DiskState GroupCommit::Run(Units units) {
  DiskState disk = DiskState::kWell;
  if (TryTogether(units, disk) || units.size() == 1 || disk == DiskState::kFailed) return disk;
  for (std::size_t i = 0; i < units.size() && disk != DiskState::kFailed; ++i) {
    DiskState one = DiskState::kWell;
    TryTogether(units.subspan(i, 1), one);
    disk = one;
  }
  return disk;
}

// False when the whole group came to nothing and a repeat in parts may do better.
bool GroupCommit::TryTogether(Units units, DiskState& disk) {
  try {
    main_.Execute("BEGIN IMMEDIATE", {});
    for (const std::shared_ptr<sql::Unit>& unit : units) RunUnit(*unit);
    keys_.Flush();
    main_.Execute("COMMIT", {});
    return true;
  } catch (const SqliteError& error) {
    if (error.disk_full()) disk = DiskState::kFull;
    if (error.disk_failed()) disk = DiskState::kFailed;
    NoteAll(units, error.failure);
    RollBack();
    return error.busy();
  }
}

void GroupCommit::RollBack() {
  keys_.Drop(0);
  if (!main_.in_transaction()) return;
  try {
    main_.Execute("ROLLBACK", {});
  } catch (const SqliteError&) {
    // An error in rolling back leaves nothing committed either.
  }
}

void GroupCommit::RunUnit(sql::Unit& unit) {
  if (unit.work() == nullptr) {
    AppendDelivery(unit);
  } else {
    RunClosure(unit);
  }
}

// A closure that refuses is undone alone. When SQLite itself has rolled the whole transaction back,
// or the disk is the reason, the group is over.
void GroupCommit::RunClosure(sql::Unit& unit) {
  const std::size_t mark = keys_.Mark();
  main_.Execute("SAVEPOINT unit", {});
  try {
    (*unit.work())(session_);
    unit.Note(bridge::Seq(0));
  } catch (const sql::TransactionError& error) {
    const auto* by_sqlite = dynamic_cast<const SqliteError*>(&error);
    const bool group_over =
        by_sqlite != nullptr &&
        (by_sqlite->disk_full() || by_sqlite->disk_failed() || !main_.in_transaction());
    if (group_over) throw;
    main_.Execute("ROLLBACK TO unit", {});
    keys_.Drop(mark);
    unit.Note(error.failure);
  }
  main_.Execute("RELEASE unit", {});
}

void GroupCommit::AppendDelivery(sql::Unit& unit) {
  const bridge::DataKey key = keys_.New();
  main_.Execute("INSERT INTO delivery (tenant, received, key_id, body) VALUES ($1, $2, $3, $4)",
                {context_.tenant(), ToUnixMillis(unit.received()), key.id(),
                 sql::SealDelivery(context_, key, unit.packed())});
  unit.Note(main_.last_insert_id());
}

}  // namespace chartbridge::sqlite
