// The bytes of a filing that are about to leave, sealed under the key of their item.
#pragma once

#include <string>

#include "bridge/ports/item_rows.h"
#include "connectors/sql/store_context.h"

namespace chartbridge::sql {

struct PayloadPlace {
  std::int64_t ordinal = 0;
  bridge::ItemKey key;
  Bytes conversation;
  std::optional<std::int64_t> key_id;
};

// "" takes the filing's payload away.
void PutPayload(const StoreContext& context, Session& session, const PayloadPlace& place,
                int filing, const std::string& body);

// Throws TransactionError: kNotFound when that filing has none.
std::string OpenPayload(const StoreContext& context, Session& session, const bridge::ItemKey& key,
                        int filing);

// Seals some of those that schema 0002 bound to their item alone anew; how many.
std::size_t BindPayloads(const StoreContext& context, Session& session);

}  // namespace chartbridge::sql
