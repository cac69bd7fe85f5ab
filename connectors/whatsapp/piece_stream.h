// The pieces of a delivery on their way out: counted, skipped, given a channel, handed over.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "connectors/whatsapp/read_contact.h"
#include "connectors/whatsapp/split_delivery.h"

namespace chartbridge::whatsapp {

// What all items of one `value` have in common.
struct Frame {
  std::string field;
  Value metadata;
  ContactList contacts;
  std::string path;
  bool history = false;
  std::optional<Issue> fault;  // why none of its items can be routed
};

// `list` is the member of `value` that an item stands in; `text` the item as it is written.
class PieceStream {
 public:
  PieceStream(const bridge::RawDelivery& raw, const SplitSettings& settings, std::int64_t skip,
              const std::function<bool(Piece&&)>& take)
      : raw_(raw), settings_(settings), skip_(skip), take_(take) {}

  bool ended() const { return ended_; }
  std::int64_t count() const { return count_; }  // with those that were skipped

  // One item each. False when no more is wanted.
  bool AddItem(const Frame& frame, std::string_view as, const std::string& list,
               std::string_view text, const std::string& path, const Value* thread = nullptr);
  // A value that is one item. `time` is the entry's, null when it has none.
  bool AddWhole(const Frame& frame, const Value& time, std::string_view text);
  // An item that was put together here.
  bool AddMade(const Frame& frame, std::string_view as, const std::string& list,
               const std::function<Result<Value, Issue>()>& make, std::string_view text);
  // Something that cannot be read. `list` is "" outside a value's lists.
  bool AddBroken(const Frame& frame, const std::string& list, const Issue& fault,
                 std::string_view text, const Value* thread = nullptr);
  // A whole delivery that cannot be read.
  bool AddUnreadable(const Issue& fault);

 private:
  bool Skips();
  Value Begin(const Frame& frame, std::string_view as, const std::string& list) const;
  bool BreakPiece(const Frame& frame, const std::string& list, const Issue& fault,
                  std::string_view text, const Value* thread);
  void AddProfile(const Frame& frame, Value& content) const;
  bool Give(Value content, const Value& metadata);

  const bridge::RawDelivery& raw_;
  const SplitSettings& settings_;
  std::int64_t skip_;
  const std::function<bool(Piece&&)>& take_;
  std::int64_t count_ = 0;
  bool ended_ = false;
};

}  // namespace chartbridge::whatsapp
