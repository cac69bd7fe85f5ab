#include "bridge/run/directory_cache.h"

#include <chrono>

namespace chartbridge::bridge::run {
namespace {

constexpr std::chrono::minutes kFresh(5);
constexpr std::size_t kMost = 5000;

}  // namespace

Result<KnownPeople, Failure> DirectoryCache::FindByPhone(const mappings::PhoneNumber& phone) {
  const Instant now = clock_.Now();
  {
    const std::lock_guard lock(mutex_);
    const auto page = pages_.find(phone.Reveal());
    if (page != pages_.end() && now >= page->second.read && now - page->second.read < kFresh)
      return page->second.people;
  }
  auto found = directory_.FindByPhone(match::Spellings(phone, country_));
  if (!found) return found;
  const std::lock_guard lock(mutex_);
  if (pages_.size() >= kMost) pages_.clear();
  pages_[phone.Reveal()] = {*found, now};
  return found;
}

void DirectoryCache::Clear() {
  const std::lock_guard lock(mutex_);
  pages_.clear();
}

}  // namespace chartbridge::bridge::run
