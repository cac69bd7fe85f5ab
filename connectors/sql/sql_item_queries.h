// Questions about items in SQL; each is a snapshot, and no writer waits for it.
#pragma once

#include "bridge/ports/item_queries.h"
#include "connectors/sql/store_context.h"

namespace chartbridge::sql {

class SqlItemQueries final : public bridge::ItemQueries {
 public:
  SqlItemQueries(Engine& engine, const StoreContext& context)
      : engine_(engine), context_(context) {}

  Result<void, Failure> List(const bridge::ItemFilter& filter,
                             const std::function<bool(const bridge::ItemRow&)>& visit) override;
  Result<std::map<std::string, std::int64_t>, Failure> CountsByProgress() override;
  Result<std::map<std::string, std::int64_t>, Failure> ArrivalsByProgress() override;
  Result<std::vector<bridge::DayCount>, Failure> CountsByDay(std::int64_t first_day) override;
  Result<std::vector<bridge::ReasonCount>, Failure> CountsByReason(Instant ending_before) override;
  Result<std::optional<Instant>, Failure> OldestUnderWay() override;
  Result<std::vector<MediaCount>, Failure> CountsOfMedia() override;

 private:
  Engine& engine_;
  const StoreContext context_;
};

}  // namespace chartbridge::sql
