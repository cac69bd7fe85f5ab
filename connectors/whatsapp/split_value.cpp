#include "connectors/whatsapp/split_value.h"

#include <algorithm>
#include <array>

#include "connectors/whatsapp/field_names.h"
#include "connectors/whatsapp/item_content.h"
#include "connectors/whatsapp/read_contact.h"
#include "connectors/whatsapp/read_party.h"

namespace chartbridge::whatsapp {
namespace {

constexpr std::array<std::string_view, 4> kNumberFields = {"messages", "smb_message_echoes",
                                                           "history", "calls"};
constexpr std::array<std::string_view, 5> kNumberLists = {"messages", "message_echoes", "statuses",
                                                          "history", "calls"};

const Value& NumberOf(const Value& metadata) { return metadata["phone_number_id"]; }

std::string_view PartOf(ListName list, const std::string& field) {
  switch (list) {
    case ListName::kMessages:
    case ListName::kEchoes:
      return part::kMessage;
    case ListName::kStatuses:
      return field == "calls" ? part::kOther : part::kReceipt;
    case ListName::kCalls:
      return part::kOther;
    case ListName::kErrors:
    case ListName::kHistory:
    case ListName::kEvents:
      return part::kEvent;
  }
  return part::kOther;
}

// A list that nobody knows yet, of things that could be items.
bool LooksLikeItems(const Value& member) {
  return !member.items().empty() && std::all_of(member.items().begin(), member.items().end(),
                                                [](const Value& v) { return v.is_object(); });
}

std::string At(const std::string& path, std::string_view name, std::size_t index) {
  return path + "." + std::string(name) + "[" + std::to_string(index) + "]";
}

Issue NotA(const char* what, std::string path) {
  return Issue{Severity::kError, "structure", std::move(path), std::string("is not an ") + what};
}

}  // namespace

bool HasKnownNumber(const std::string& field, const Value& value) {
  const Value& number = NumberOf(value["metadata"]);
  if (number.is_string() && !number.text().empty()) return true;
  const auto present = [&](std::string_view list) { return value.Find(list) != nullptr; };
  return std::find(kNumberFields.begin(), kNumberFields.end(), field) == kNumberFields.end() &&
         std::none_of(kNumberLists.begin(), kNumberLists.end(), present);
}

void PieceList::AddValue(const std::string& field, const Value& time, Value& value,
                         const std::string& path) {
  const Value metadata = value["metadata"];
  const Value contacts = value["contacts"];
  const Frame frame{field, metadata, contacts, path, field == "history"};
  const std::size_t before = pieces_.size();
  const bool whole = metadata.is_null() && IsAccountField(field);
  if (!whole) {
    for (auto& [name, member] : *value.object()) {
      if (FindList(name)) AddList(frame, name, member);
    }
  }
  if (pieces_.size() == before) return AddWhole(frame, time, std::move(value));
  for (auto& [name, member] : *value.object()) {
    if (FindList(name) || IsFrame(name) || !LooksLikeItems(member)) continue;
    AddItem(frame, part::kOther, name, std::move(member));
  }
}

void PieceList::AddList(const Frame& frame, const std::string& name, Value& list) {
  const ListName kind = *FindList(name);
  if (!list.is_array()) {
    Value item;
    item.Set("contacts", frame.contacts);
    item.Set(name, std::move(list));
    return AddBroken(frame.field, NotA("array", Below(frame.path, name)), std::move(item),
                     frame.metadata);
  }
  for (std::size_t i = 0; i < list.items().size(); ++i) {
    Value& element = (*list.array())[i];
    if (!element.is_object()) {
      AddBroken(frame.field, NotA("object", At(frame.path, name, i)), std::move(element),
                frame.metadata);
    } else if (kind == ListName::kHistory) {
      AddHistory(frame, element, At(frame.path, name, i));
    } else {
      AddItem(frame, PartOf(kind, frame.field), name, std::move(element));
    }
  }
}

// A chunk without messages says how far the synchronisation is, or that it was refused.
void PieceList::AddHistory(const Frame& frame, Value& chunk, const std::string& path) {
  bool said_something = false;
  if (Value* threads = chunk.Find("threads"); threads != nullptr && !threads->is_null()) {
    if (!threads->is_array()) {
      return AddBroken(frame.field, NotA("array", path + ".threads"), std::move(chunk),
                       frame.metadata);
    }
    for (std::size_t i = 0; i < threads->items().size(); ++i) {
      if (AddThread(frame, (*threads->array())[i], At(path, "threads", i))) said_something = true;
    }
  }
  if (said_something && chunk["errors"].is_null()) return;
  if (said_something) chunk.Erase("threads");
  AddItem(frame, part::kEvent, "history", std::move(chunk));
}

bool PieceList::AddThread(const Frame& frame, Value& thread, const std::string& path) {
  Value* messages = thread.Find("messages");
  const bool absent = thread.is_object() && (messages == nullptr || messages->is_null());
  if (absent) return false;
  if (messages == nullptr || !messages->is_array()) {
    AddBroken(frame.field, NotA("array", path + ".messages"), std::move(thread), frame.metadata);
    return true;
  }
  Value about;
  for (const char* name : {"id", "context"}) {
    if (!thread[name].is_null()) about.Set(name, thread[name]);
  }
  for (std::size_t i = 0; i < messages->items().size(); ++i) {
    Value& message = (*messages->array())[i];
    if (message.is_object()) {
      AddItem(frame, part::kMessage, "history", std::move(message), &about);
    } else {
      AddBroken(frame.field, NotA("object", At(path, "messages", i)), std::move(message),
                frame.metadata);
    }
  }
  return !messages->items().empty();
}

void PieceList::AddItem(const Frame& frame, std::string_view as, const std::string& list,
                        Value item, const Value* thread) {
  Value content(fhir::json::Object{});
  content.object()->reserve(9);
  content.Set("as", as);
  content.Set("field", list == "errors" ? list : frame.field);
  content.Set("list", list);
  content.Set("source", frame.history ? "history" : list == "message_echoes" ? "echo" : "live");
  if (as == part::kOther) content.Set("type", FindList(list) ? frame.field : list);
  content.Set("metadata", frame.metadata);
  if (thread != nullptr) content.Set("thread", *thread);
  content.Set("item", std::move(item));
  if (frame.contacts.is_array() && as != part::kEvent) {
    const Value* profile = FindProfile(frame.contacts, ReadParty(content).contact);
    if (profile != nullptr) content.Set("contact", *profile);
  }
  Add(std::move(content), frame.metadata);
}

void PieceList::AddWhole(const Frame& frame, const Value& time, Value value) {
  Value content;
  const bool event = IsAccountField(frame.field);
  content.Set("as", event ? part::kEvent : part::kOther);
  content.Set("field", frame.field);
  content.Set("source", "live");
  if (!event) content.Set("type", frame.field);
  content.Set("metadata", frame.metadata);
  // The entry's time belongs to the item here: the same state can be reported on two days.
  Value item;
  if (!time.is_null()) item.Set("time", time);
  item.Set("value", std::move(value));
  content.Set("item", std::move(item));
  Add(std::move(content), frame.metadata);
}

void PieceList::AddBroken(std::string_view field, const Issue& fault, Value item,
                          const Value& metadata) {
  Value content;
  content.Set("as", part::kBroken);
  content.Set("field", field);
  content.Set("metadata", metadata);
  Value why;
  why.Set("code", fault.code);
  why.Set("expression", fault.expression);
  why.Set("text", fault.text);
  content.Set("fault", std::move(why));
  content.Set("item", std::move(item));
  Add(std::move(content), metadata);
}

void PieceList::AddUnreadable(const Issue& fault, Value content) {
  Value why;
  why.Set("code", fault.code);
  why.Set("expression", fault.expression);
  why.Set("text", fault.text);
  content.Set("as", part::kBroken);
  content.Set("field", "delivery");
  content.Set("fault", std::move(why));
  Add(std::move(content), Value());
}

// Signed with another channel's secret, a delivery proves nothing about this one: it is kept apart.
void PieceList::Add(Value content, const Value& metadata) {
  const std::string& number = NumberOf(metadata).text();
  Piece piece;
  if (number.empty()) {
    if (!verified_by_.empty()) piece.channel = verified_by_.front();
  } else {
    for (const ChannelNumber& ours : numbers_) {
      if (ours.phone_number_id == number) piece.channel = ours.channel;
    }
    const bool verified =
        std::find(verified_by_.begin(), verified_by_.end(), piece.channel) != verified_by_.end();
    if (!piece.channel.empty() && !verified) content.Set("unverified", true);
  }
  piece.content = std::move(content);
  pieces_.push_back(std::move(piece));
}

}  // namespace chartbridge::whatsapp
