#include "connectors/whatsapp/piece_stream.h"

#include <algorithm>

#include "base/codec.h"
#include "connectors/whatsapp/field_names.h"
#include "connectors/whatsapp/item_content.h"
#include "connectors/whatsapp/read_part.h"
#include "connectors/whatsapp/read_party.h"

namespace chartbridge::whatsapp {
namespace {

Value Told(const Issue& fault) {
  Value why;
  why.Set("code", fault.code);
  why.Set("expression", fault.expression);
  why.Set("text", fault.text);
  return why;
}

// A fault of the part becomes one of the delivery.
Issue At(const std::string& path, Issue fault) {
  fault.expression = fault.expression.empty() ? path : path + "." + fault.expression;
  return fault;
}

}  // namespace

bool PieceStream::Skips() {
  ++count_;
  if (skip_ <= 0) return false;
  --skip_;
  return true;
}

Value PieceStream::Begin(const Frame& frame, std::string_view as, const std::string& list) const {
  Value content(fhir::json::Object{});
  content.object()->reserve(10);
  content.Set("as", as);
  content.Set("field", list == "errors" ? list : frame.field);
  if (!list.empty()) content.Set("list", list);
  content.Set("source", frame.history ? "history" : list == "message_echoes" ? "echo" : "live");
  if (as == part::kOther) content.Set("type", FindList(list) || list.empty() ? frame.field : list);
  content.Set("metadata", frame.metadata);
  return content;
}

// Whoever an item speaks of has an entry in contacts[].
void PieceStream::AddProfile(const Frame& frame, Value& content) const {
  Value profile = frame.contacts.Find(ReadParty(content, ItemOf(content)).contact);
  if (profile.is_object()) content.Set("contact", std::move(profile));
}

bool PieceStream::AddItem(const Frame& frame, std::string_view as, const std::string& list,
                          std::string_view text, const std::string& path, const Value* thread) {
  if (Skips()) return true;
  if (frame.fault) return BreakPiece(frame, list, *frame.fault, text, thread);
  Result<Value, Issue> item = ReadPart(text);
  if (!item) return BreakPiece(frame, list, At(path, item.error()), text, thread);
  Value content = Begin(frame, as, list);
  if (thread != nullptr) content.Set("thread", *thread);
  content.Set("item", std::move(*item));
  if (as != part::kEvent) AddProfile(frame, content);
  return Give(std::move(content), frame.metadata);
}

bool PieceStream::AddMade(const Frame& frame, std::string_view as, const std::string& list,
                          const std::function<Result<Value, Issue>()>& make,
                          std::string_view text) {
  if (Skips()) return true;
  Result<Value, Issue> item = make();
  if (!item) return BreakPiece(frame, list, At(frame.path, item.error()), text, nullptr);
  Value content = Begin(frame, as, list);
  content.Set("item", std::move(*item));
  return Give(std::move(content), frame.metadata);
}

bool PieceStream::AddWhole(const Frame& frame, const Value& time, std::string_view text) {
  if (Skips()) return true;
  Result<Value, Issue> value = ReadPart(text);
  if (!value) return BreakPiece(frame, "", At(frame.path, value.error()), text, nullptr);
  Value content = Begin(frame, IsAccountField(frame.field) ? part::kEvent : part::kOther, "");
  // The entry's time belongs to the item here: the same state can be reported on two days.
  Value item;
  if (!time.is_null()) item.Set("time", time);
  item.Set("value", std::move(*value));
  content.Set("item", std::move(item));
  return Give(std::move(content), frame.metadata);
}

bool PieceStream::AddBroken(const Frame& frame, const std::string& list, const Issue& fault,
                            std::string_view text, const Value* thread) {
  return Skips() || BreakPiece(frame, list, fault, text, thread);
}

bool PieceStream::BreakPiece(const Frame& frame, const std::string& list, const Issue& fault,
                             std::string_view text, const Value* thread) {
  Value content = Begin(frame, part::kBroken, list);
  if (thread != nullptr) content.Set("thread", *thread);
  content.Set("fault", Told(fault));
  if (Result<Value, Issue> item = ReadPart(text)) {
    content.Set("item", std::move(*item));
  } else {
    content.Set("raw", ToBase64(text));
  }
  if (!list.empty()) AddProfile(frame, content);
  return Give(std::move(content), frame.metadata);
}

bool PieceStream::AddUnreadable(const Issue& fault) {
  if (Skips()) return true;
  Value content;
  content.Set("raw", ToBase64(raw_.body));
  content.Set("fault", Told(fault));
  content.Set("as", part::kBroken);
  content.Set("field", "delivery");
  return Give(std::move(content), Value());
}

// Signed with another channel's secret, a delivery proves nothing about this one: it is kept apart.
bool PieceStream::Give(Value content, const Value& metadata) {
  const std::string number = TextOf(metadata["phone_number_id"]);
  Piece piece;
  if (number.empty()) {
    if (!raw_.verified_by.empty()) piece.channel = raw_.verified_by.front();
  } else {
    piece.channel = settings_.otherwise;
    for (const ChannelNumber& ours : settings_.numbers) {
      if (ours.phone_number_id == number) piece.channel = ours.channel;
    }
    const bool verified = std::find(raw_.verified_by.begin(), raw_.verified_by.end(),
                                    piece.channel) != raw_.verified_by.end();
    if (!piece.channel.empty() && !verified) content.Set("unverified", true);
  }
  piece.content = std::move(content);
  if (!take_(std::move(piece))) ended_ = true;
  return !ended_;
}

}  // namespace chartbridge::whatsapp
