// The questions that the fake store answers about items.
#pragma once

#include "bridge/ports/item_queries.h"
#include "tests/fakes/memory_state.h"

namespace chartbridge::fakes {

class MemoryQueries final : public bridge::ItemQueries {
 public:
  explicit MemoryQueries(MemoryState& state) : state_(state) {}

  template <class T>
  using Answer = Result<T, Failure>;

  Answer<void> List(const bridge::ItemFilter& filter,
                    const std::function<bool(const bridge::ItemRow&)>& visit) override;
  Answer<std::map<std::string, std::int64_t>> CountsByProgress() override;
  Answer<std::map<std::string, std::int64_t>> ArrivalsByProgress() override;
  Answer<std::vector<bridge::DayCount>> CountsByDay(std::int64_t first_day) override;
  Answer<std::vector<bridge::ReasonCount>> CountsByReason(Instant ending_before) override;
  Answer<std::optional<Instant>> OldestUnderWay() override;
  Answer<std::vector<MediaCount>> CountsOfMedia() override;

 private:
  std::set<std::string> LinesOf(const std::string& contact) const;
  bool IsWanted(const MemoryItem& item, const bridge::ItemFilter& filter) const;

  MemoryState& state_;
};

}  // namespace chartbridge::fakes
