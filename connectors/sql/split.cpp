#include "connectors/sql/split.h"

#include <map>
#include <vector>

#include "connectors/sql/new_items.h"

namespace chartbridge::sql {
namespace {

using bridge::Seq;
using bridge::Slice;

struct Delivery {
  std::int64_t split = 0;
  std::int64_t key_id = 0;
  bool over = false;
};

using Deliveries = std::map<Seq, Delivery>;

Deliveries LockDeliveries(const StoreContext& context, Session& session,
                          std::span<const Slice> slices) {
  std::vector<std::int64_t> seqs;
  for (const Slice& slice : slices) seqs.push_back(slice.delivery);
  const Rows rows = session.Execute(
      "SELECT seq, split, key_id FROM delivery WHERE seq" + std::string(context.dialect.in_list_1) +
          " AND tenant = $2 ORDER BY seq" + std::string(context.dialect.lock),
      {ListOf(context.dialect, seqs), context.tenant()});
  Deliveries deliveries;
  for (const Row& row : rows) deliveries[row[0].number()] = {row[1].number(), row[2].number()};
  return deliveries;
}

// The slices whose turn it is, in the order given.
std::vector<const Slice*> TakeSlices(std::span<const Slice> slices, Deliveries& deliveries) {
  std::vector<const Slice*> taken;
  for (const Slice& slice : slices) {
    const auto delivery = deliveries.find(slice.delivery);
    if (delivery == deliveries.end() || delivery->second.over ||
        delivery->second.split != slice.first) {
      continue;
    }
    delivery->second.split += std::int64_t(slice.items.size());
    delivery->second.over = slice.last;
    taken.push_back(&slice);
  }
  return taken;
}

std::int64_t MoveOn(const StoreContext& context, Session& session, const Deliveries& deliveries) {
  std::vector<std::int64_t> over;
  for (const auto& [seq, delivery] : deliveries) {
    if (delivery.over) {
      over.push_back(seq);
      session.DestroyKey(delivery.key_id);
    } else {
      session.ExecuteDeferred("UPDATE delivery SET split = $2 WHERE seq = $1",
                              {seq, delivery.split});
    }
  }
  if (!over.empty()) {
    session.ExecuteDeferred("DELETE FROM delivery WHERE seq" +
                                std::string(context.dialect.in_list_1) + " AND tenant = $2",
                            {ListOf(context.dialect, over), context.tenant()});
  }
  return std::int64_t(over.size());
}

}  // namespace

std::int64_t SplitSlices(const StoreContext& context, Session& session,
                         std::span<const Slice> slices) {
  Deliveries deliveries = LockDeliveries(context, session, slices);
  const std::vector<const Slice*> taken = TakeSlices(slices, deliveries);
  if (taken.empty()) return 0;
  std::vector<bridge::ItemKey> keys;
  for (const Slice* slice : taken) {
    for (const bridge::NewItem& item : slice->items) keys.push_back(item.key);
  }
  NewItems items(context, session);
  items.Expect(keys);
  for (const Slice* slice : taken) {
    for (const bridge::NewItem& item : slice->items) items.Put(item);
  }
  const std::int64_t gone = MoveOn(context, session, deliveries);
  items.Finish();
  return gone;
}

}  // namespace chartbridge::sql
