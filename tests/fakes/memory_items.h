// The items and links of the fake store.
#pragma once

#include "bridge/ports/items.h"
#include "bridge/ports/links.h"
#include "tests/fakes/memory_state.h"

namespace chartbridge::fakes {

class MemoryItems final : public bridge::Items {
 public:
  explicit MemoryItems(MemoryState& state) : state_(state) {}

  template <class T>
  using Answer = Result<T, Failure>;

  Answer<void> Split(const std::vector<bridge::Slice>& slices) override;
  Answer<void> Record(const bridge::ItemStep& step) override;
  Answer<std::optional<bridge::ItemRow>> Find(const bridge::ItemKey& key) override;
  Answer<std::optional<bridge::ItemRow>> FindByProviderId(const std::string& channel,
                                                          const std::string& provider_id) override;
  Answer<std::string> ReadPayload(const bridge::ItemKey& key, int filing) override;
  Answer<std::vector<bridge::DecisionRecord>> Decisions(const bridge::ItemKey& key) override;

 private:
  Answer<void> SplitOne(const bridge::Slice& slice);
  // nullptr when it is there already.
  MemoryItem* Put(const bridge::NewItem& item);
  MemoryItem& Insert(const bridge::NewItem& item);
  void Replace(MemoryItem& existing, const bridge::NewItem& item);
  MemoryItem* PutCopy(const bridge::NewItem& item);
  bool Holds(const MemoryItem& item, const std::string& owner) const;

  MemoryState& state_;
};

class MemoryLinks final : public bridge::Links {
 public:
  explicit MemoryLinks(MemoryState& state) : state_(state) {}

  Result<std::optional<bridge::PatientLink>, Failure> Find(
      const std::string& conversation) override;
  Result<void, Failure> Keep(const bridge::PatientLink& link,
                             const std::vector<bridge::AuditEntry>& audit) override;
  Result<void, Failure> Cut(const std::string& conversation,
                            const std::vector<bridge::AuditEntry>& audit) override;

 private:
  MemoryState& state_;
};

}  // namespace chartbridge::fakes
