// What keeps the rows that say whose chart something goes to from being changed by another hand: a
// MAC under a key that is not in the database.
#pragma once

#include "bridge/ports/item_rows.h"
#include "bridge/ports/links.h"
#include "connectors/sql/store_context.h"

namespace chartbridge::sql {

// Over tenant, conversation, patient, confirmed_by and without_number.
Bytes MacOf(const StoreContext& context, const bridge::PatientLink& link);
// Over tenant, item key, number and patient.
Bytes MacOf(const StoreContext& context, const bridge::ItemKey& key, const bridge::Filing& filing);

// In time that does not depend on where they differ; NULL is no MAC.
bool IsMac(const Value& cell, const Bytes& mac);

// Gives a MAC to the links and filings of an older schema, which have none, and binds their
// payloads to their filings: once, at the first opening of the store. Afterwards a row without one
// counts as changed. Throws TransactionError.
void SealMigratedRows(Engine& engine, const StoreContext& context);

}  // namespace chartbridge::sql
