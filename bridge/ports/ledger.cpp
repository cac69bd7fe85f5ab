#include "bridge/ports/ledger.h"

namespace chartbridge::bridge {

Result<void, Failure> Ledger::SplitAll(const std::vector<SplitDelivery>& deliveries) {
  std::optional<Failure> first;
  for (const SplitDelivery& one : deliveries) {
    const auto split = Split(one.delivery, one.items);
    if (!split && !first) first = split.error();
  }
  if (first) return Unexpected<Failure>(*first);
  return {};
}

}  // namespace chartbridge::bridge
