#include "bridge/run/lease_keeper.h"

#include <algorithm>
#include <array>

#include "base/codec.h"

namespace chartbridge::bridge::run {

std::shared_ptr<Lease> LeaseKeeper::Make() {
  std::array<unsigned char, 16> bytes{};
  entropy_.Fill(bytes);
  return std::make_shared<Lease>(ToHex(bytes));
}

void LeaseKeeper::Keep(const std::shared_ptr<Lease>& lease) {
  const std::lock_guard lock(mutex_);
  std::erase_if(kept_, [](const std::weak_ptr<Lease>& one) { return one.expired(); });
  kept_.push_back(lease);
}

Result<void, Failure> LeaseKeeper::Beat() {
  std::vector<std::shared_ptr<Lease>> held;
  {
    const std::lock_guard lock(mutex_);
    for (const std::weak_ptr<Lease>& one : kept_) {
      if (auto lease = one.lock(); lease && !lease->lost()) held.push_back(std::move(lease));
    }
  }
  if (held.empty()) return {};
  std::vector<std::string> owners;
  for (const auto& lease : held) owners.push_back(lease->owner());
  const auto still = work_.Renew(owners, clock_.Now() + kLease);
  if (!still) return Unexpected<Failure>(still.error());
  for (const auto& lease : held) {
    // Released meanwhile: only we still hold it here, and it does not matter.
    if (std::find(still->begin(), still->end(), lease->owner()) == still->end()) lease->Lose();
  }
  return {};
}

}  // namespace chartbridge::bridge::run
