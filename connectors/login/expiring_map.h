// Values kept for a while, found by a secret whose hash alone is kept. Bounded: when it is full,
// what is over goes, then the oldest.
#pragma once

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/instant.h"
#include "connectors/crypto/crypto.h"

namespace chartbridge::login {

// Any thread.
template <class T>
class ExpiringMap {
 public:
  explicit ExpiringMap(std::size_t most) : most_(most) {}

  void Put(const std::string& secret, T value, Instant until, Instant now) {
    const std::lock_guard lock(mutex_);
    if (entries_.size() >= most_) {
      std::erase_if(entries_, [&](const auto& entry) { return entry.second.until <= now; });
    }
    if (entries_.size() >= most_) {
      entries_.erase(std::min_element(entries_.begin(), entries_.end(),
                                      [](const auto& left, const auto& right) {
                                        return left.second.number < right.second.number;
                                      }));
    }
    entries_.insert_or_assign(crypto::Sha256(secret), Entry{std::move(value), until, ++number_});
  }

  std::optional<T> Find(const std::string& secret, Instant now) const {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(crypto::Sha256(secret));
    if (found == entries_.end() || found->second.until <= now) return std::nullopt;
    return found->second.value;
  }

  // Of two that take the same secret, one gets the value.
  std::optional<T> Take(const std::string& secret, Instant now) {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(crypto::Sha256(secret));
    if (found == entries_.end()) return std::nullopt;
    Entry entry = std::move(found->second);
    entries_.erase(found);
    if (entry.until <= now) return std::nullopt;
    return std::move(entry.value);
  }

  template <class Predicate>
  void EraseIf(const Predicate& predicate) {
    const std::lock_guard lock(mutex_);
    std::erase_if(entries_, [&](const auto& entry) { return predicate(entry.second.value); });
  }

 private:
  struct Entry {
    T value;
    Instant until;
    std::uint64_t number = 0;
  };

  const std::size_t most_;
  mutable std::mutex mutex_;
  std::map<crypto::Digest, Entry> entries_;
  std::uint64_t number_ = 0;
};

}  // namespace chartbridge::login
