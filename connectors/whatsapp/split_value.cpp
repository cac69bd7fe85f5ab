#include "connectors/whatsapp/split_value.h"

#include <algorithm>
#include <array>

#include "connectors/whatsapp/field_names.h"
#include "connectors/whatsapp/item_content.h"
#include "connectors/whatsapp/read_part.h"
#include "connectors/whatsapp/split_history.h"
#include "fhir/json/outline.h"

namespace chartbridge::whatsapp {
namespace {

using fhir::json::Kind;
using fhir::json::KindOf;

constexpr std::array<std::string_view, 4> kNumberFields = {"messages", "smb_message_echoes",
                                                           "history", "calls"};
constexpr std::array<std::string_view, 5> kNumberLists = {"messages", "message_echoes", "statuses",
                                                          "history", "calls"};

template <std::size_t N>
bool IsOneOf(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

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

// Reads what all items share. A value that speaks of a phone number, as messages do, and does not
// say of which, cannot be routed; nor can one that says it twice.
Frame ReadFrame(const std::string& field, std::string_view value, const std::string& path) {
  Frame frame{field, {}, {}, path, field == "history", std::nullopt};
  int metadata_seen = 0;
  int contacts_seen = 0;
  bool of_a_number = IsOneOf(kNumberFields, field);
  std::string_view contacts;
  std::string_view metadata;
  fhir::json::ForEachMember(value, [&](const std::string& name, std::string_view member) {
    if (IsOneOf(kNumberLists, name)) of_a_number = true;
    if (name == "contacts" && member != contacts) {
      ++contacts_seen;
      contacts = member;
    }
    if (name == "metadata" && member != metadata) {
      ++metadata_seen;
      metadata = member;
    }
    return true;
  });
  frame.metadata = ReadPartOrNull(metadata);
  // Of two lists of persons neither is believed.
  if (contacts_seen == 1) frame.contacts = ContactList(contacts);
  const std::string number = path + ".metadata.phone_number_id";
  if (metadata_seen > 1) {
    frame.metadata = {};
    frame.fault = Fault("duplicate", path + ".metadata", "stands there twice").error();
  } else if (of_a_number && TextOf(frame.metadata["phone_number_id"]).empty()) {
    frame.fault = Fault("required", number, "is not a text of digits").error();
  }
  return frame;
}

bool SplitList(const Frame& frame, const std::string& name, std::string_view list,
               PieceStream& to) {
  const ListName kind = *FindList(name);
  const std::string path = Below(frame.path, name);
  if (KindOf(list) != Kind::kArray) {
    return to.AddBroken(frame, name, Fault("structure", path, "is not an array").error(), list);
  }
  return fhir::json::ForEachElement(list, [&](std::size_t index, std::string_view element) {
    const std::string at = path + "[" + std::to_string(index) + "]";
    if (KindOf(element) != Kind::kObject) {
      return to.AddBroken(frame, name, Fault("structure", at, "is not an object").error(), element);
    }
    if (kind == ListName::kHistory) return SplitChunk(frame, element, at, to);
    return to.AddItem(frame, PartOf(kind, frame.field), name, element, at);
  });
}

}  // namespace

bool IsWorthKeeping(std::string_view member) {
  const Kind kind = KindOf(member);
  if (kind == Kind::kString) return member.size() > 2;
  return (kind == Kind::kObject || kind == Kind::kArray) && !fhir::json::IsEmpty(member);
}

bool SplitValue(const std::string& field, std::string_view value, const Value& time,
                const std::string& path, PieceStream& to) {
  const Frame frame = ReadFrame(field, value, path);
  const std::int64_t before = to.count();
  const bool whole = frame.metadata.is_null() && !frame.fault && IsAccountField(field);
  const auto lists = [&](const std::string& name, std::string_view member) {
    return !FindList(name) || SplitList(frame, name, member, to);
  };
  if (!whole && !fhir::json::ForEachMember(value, lists)) return false;
  if (to.count() == before) {
    return frame.fault ? to.AddBroken(frame, "", *frame.fault, value)
                       : to.AddWhole(frame, time, value);
  }
  // Nobody knows yet what these are; somebody may have said something in them.
  return fhir::json::ForEachMember(value, [&](const std::string& name, std::string_view member) {
    const bool odd_contacts = name == "contacts" && KindOf(member) != Kind::kArray;
    if (FindList(name) || (IsFrame(name) && !odd_contacts) || !IsWorthKeeping(member)) return true;
    return to.AddItem(frame, part::kOther, name, member, Below(path, name));
  });
}

}  // namespace chartbridge::whatsapp
