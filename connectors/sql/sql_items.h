// Items in SQL; each member is one transaction or one snapshot.
#pragma once

#include "bridge/ports/items.h"
#include "connectors/sql/deliveries.h"
#include "connectors/sql/store_context.h"

namespace chartbridge::sql {

class SqlItems final : public bridge::Items {
 public:
  SqlItems(Engine& engine, const StoreContext& context, Backlog& backlog)
      : engine_(engine), context_(context), backlog_(backlog) {}

  Result<void, Failure> Split(const std::vector<bridge::Slice>& slices) override;
  Result<void, Failure> Record(const bridge::ItemStep& step) override;
  Result<std::optional<bridge::ItemRow>, Failure> Find(const bridge::ItemKey& key) override;
  Result<std::optional<bridge::ItemRow>, Failure> FindByProviderId(
      const std::string& channel, const std::string& provider_id) override;
  Result<std::string, Failure> ReadPayload(const bridge::ItemKey& key, int filing) override;
  Result<std::vector<bridge::DecisionRecord>, Failure> Decisions(
      const bridge::ItemKey& key) override;

 private:
  Result<void, Failure> SplitTogether(std::span<const bridge::Slice> slices);

  Engine& engine_;
  const StoreContext context_;
  Backlog& backlog_;
};

}  // namespace chartbridge::sql
