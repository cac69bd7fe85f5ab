// The items inside one `value` of a webhook.
#pragma once

#include "connectors/whatsapp/read_member.h"
#include "connectors/whatsapp/split_delivery.h"

namespace chartbridge::whatsapp {

// False when the value speaks of a phone number, as messages do, and does not say of which:
// then none of its items can be routed.
bool HasKnownNumber(const std::string& field, const Value& value);

// Collects pieces. The values handed in are taken apart: what became a piece is moved out of them.
class PieceList {
 public:
  PieceList(const std::vector<std::string>& verified_by, const std::vector<ChannelNumber>& numbers)
      : verified_by_(verified_by), numbers_(numbers) {}

  // `value` is an object and HasKnownNumber. `time` is the entry's.
  void AddValue(const std::string& field, const Value& time, Value& value, const std::string& path);

  // Something that cannot be read, with what it is made of.
  void AddBroken(std::string_view field, const Issue& fault, Value item, const Value& metadata);
  // A whole delivery that cannot be read; `content` holds its bytes.
  void AddUnreadable(const Issue& fault, Value content);

  std::vector<Piece> Take() && { return std::move(pieces_); }

 private:
  // What all items of one value have in common.
  struct Frame {
    const std::string& field;
    const Value& metadata;
    const Value& contacts;
    const std::string& path;
    bool history;
  };

  void AddList(const Frame& frame, const std::string& name, Value& list);
  void AddHistory(const Frame& frame, Value& chunk, const std::string& path);
  bool AddThread(const Frame& frame, Value& thread, const std::string& path);
  void AddItem(const Frame& frame, std::string_view as, const std::string& list, Value item,
               const Value* thread = nullptr);
  void AddWhole(const Frame& frame, const Value& time, Value value);
  void Add(Value content, const Value& metadata);

  const std::vector<std::string>& verified_by_;
  const std::vector<ChannelNumber>& numbers_;
  std::vector<Piece> pieces_;
};

}  // namespace chartbridge::whatsapp
