// Putting one new item into the store: as a row of its own, in the place of its placeholder, or
// beside the one that came before with other content.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "bridge/ports/item_rows.h"
#include "connectors/sql/conversations.h"
#include "connectors/sql/item_counts.h"
#include "connectors/sql/store_context.h"

namespace chartbridge::sql {

// "provider-id" is the kind of these lookups; a provider's ids are its channel's.
Bytes ProviderLookup(const StoreContext& context, const std::string& channel,
                     const std::string& id);

// For one transaction.
class NewItems {
 public:
  NewItems(const StoreContext& context, Session& session) : context_(context), session_(session) {}

  // Reads and locks those of the keys that are there, so that Put need not ask one by one.
  void Expect(std::span<const bridge::ItemKey> keys);
  void Put(const bridge::NewItem& item);
  // Brings the lines up to date, wakes what waits there for a consent, and writes down what was put
  // (not what was skipped) in the audit and in the counts: last, for both are locks of all writers.
  void Finish();

 private:
  struct Existing {
    std::int64_t ordinal = 0;
    bool placeholder = false;
    Bytes conversation;
    std::optional<std::int64_t> key_id;
    Value fingerprint;
    CountOf count;
    std::int64_t version = 0;
  };

  void FindExisting(std::span<const Bytes> keys);
  bool IsSame(const bridge::NewItem& item, const Existing& existing) const;
  // False when another transaction put the same key there in the meantime; it is known then.
  bool Insert(const bridge::NewItem& item, bool conflicting_copy);
  void Replace(const bridge::NewItem& item, Existing& existing);
  void PutCopy(const bridge::NewItem& item);
  void WakeWaiting();
  void AddRows(const bridge::NewItem& item, std::int64_t ordinal, const Place& place,
               const CountOf& count, std::int64_t version);
  Params ContentParams(const bridge::NewItem& item, const Place& place,
                       const bridge::DataKey& key) const;
  Value Fingerprint(const bridge::NewItem& item) const;
  Value MaybeProviderLookup(const bridge::NewItem& item, const std::string& id) const;

  const StoreContext& context_;
  Session& session_;
  std::map<std::string, Existing> known_;  // by the bytes of the key
  std::set<std::string> changed_lines_;
  std::map<std::string, std::int64_t> newest_;  // ordinal, by the line of a contact
  std::vector<bridge::AuditEntry> audit_;
  StateMoves counts_;
};

}  // namespace chartbridge::sql
