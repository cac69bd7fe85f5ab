// The sweep in SQL: what nothing names any more goes.
#pragma once

#include <span>
#include <string_view>

#include "bridge/ports/housekeeping.h"
#include "connectors/sql/store_context.h"

namespace chartbridge::sql {

// Every table with a column `key_id`: a key that none of them names is nobody's.
std::span<const std::string_view> TablesThatNameKeys();

// A key goes once a sweep found it without a name and another one, later, still does: the first of
// them is what tells its age, so `before` is compared with that.
class SqlHousekeeping final : public bridge::Housekeeping {
 public:
  SqlHousekeeping(Engine& engine, const StoreContext& context)
      : engine_(engine), context_(context) {}

  Result<std::vector<std::string>, Failure> Referenced(
      const std::vector<std::string>& objects) override;
  Result<bridge::SweepCounts, Failure> Sweep(Instant before) override;
  Result<bool, Failure> BeginSweep(Instant now, Milliseconds every) override;

 private:
  Result<std::int64_t, Failure> SweepKeys(Instant before);
  Result<std::int64_t, Failure> SweepPayloads();

  Engine& engine_;
  const StoreContext context_;
};

}  // namespace chartbridge::sql
