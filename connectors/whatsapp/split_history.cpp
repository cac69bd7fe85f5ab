#include "connectors/whatsapp/split_history.h"

#include "connectors/whatsapp/item_content.h"
#include "connectors/whatsapp/read_part.h"
#include "connectors/whatsapp/split_value.h"
#include "fhir/json/outline.h"

namespace chartbridge::whatsapp {
namespace {

using fhir::json::Kind;
using fhir::json::KindOf;

const std::string kHistory = "history";

// id and context of a thread; what cannot be read of them says nothing.
Value AboutThread(std::string_view thread) {
  Value about;
  fhir::json::ForEachMember(thread, [&](const std::string& name, std::string_view member) {
    if (name != "id" && name != "context") return true;
    Value read = ReadPartOrNull(member);
    if (!read.is_null()) about.Set(name, std::move(read));
    return true;
  });
  return about;
}

bool SplitMessages(const Frame& frame, std::string_view messages, const std::string& path,
                   const Value& about, PieceStream& to) {
  return fhir::json::ForEachElement(messages, [&](std::size_t index, std::string_view message) {
    const std::string at = path + "[" + std::to_string(index) + "]";
    if (KindOf(message) == Kind::kObject) {
      return to.AddItem(frame, part::kMessage, kHistory, message, at, &about);
    }
    return to.AddBroken(frame, kHistory, Fault("structure", at, "is not an object").error(),
                        message, &about);
  });
}

bool SplitThread(const Frame& frame, std::string_view thread, const std::string& path,
                 PieceStream& to) {
  const auto broken = [&](const char* member) {
    const Issue fault = Fault("structure", path + member, "is not an array").error();
    return to.AddBroken(frame, "", fault, thread);
  };
  if (KindOf(thread) != Kind::kObject) return broken("");
  bool usable = true;
  fhir::json::ForEachMember(thread, [&](const std::string& name, std::string_view member) {
    const Kind kind = KindOf(member);
    if (name == "messages" && kind != Kind::kArray && kind != Kind::kNull) usable = false;
    return true;
  });
  if (!usable) return broken(".messages");
  const Value about = AboutThread(thread);
  const std::int64_t before = to.count();
  const bool wanted =
      fhir::json::ForEachMember(thread, [&](const std::string& name, std::string_view member) {
        if (name == "messages") return SplitMessages(frame, member, path + ".messages", about, to);
        if (name == "id" || name == "context" || !IsWorthKeeping(member)) return true;
        return to.AddItem(frame, part::kOther, name, member, Below(path, name), &about);
      });
  if (!wanted) return false;
  // A thread in which nobody said anything is kept as what it is.
  if (to.count() != before || fhir::json::IsEmpty(thread)) return true;
  return to.AddItem(frame, part::kEvent, kHistory, thread, path);
}

// All members of a chunk but its threads.
Result<Value, Issue> WithoutThreads(std::string_view chunk) {
  Value rest(fhir::json::Object{});
  std::optional<Issue> fault;
  fhir::json::ForEachMember(chunk, [&](const std::string& name, std::string_view member) {
    if (name == "threads" && KindOf(member) == Kind::kArray) return true;
    Result<Value, Issue> read = ReadPart(member);
    if (read && rest.Find(name) == nullptr) {
      rest.Set(name, std::move(*read));
    } else if (!fault) {
      fault = read ? Fault("duplicate", name, "stands there twice").error() : read.error();
    }
    return true;
  });
  if (fault) return Unexpected<Issue>(std::move(*fault));
  return rest;
}

}  // namespace

bool SplitChunk(const Frame& frame, std::string_view chunk, const std::string& path,
                PieceStream& to) {
  const std::int64_t before = to.count();
  bool says_more = false;
  const bool wanted =
      fhir::json::ForEachMember(chunk, [&](const std::string& name, std::string_view member) {
        if (name != "threads" || KindOf(member) == Kind::kNull) {
          says_more = says_more || KindOf(member) != Kind::kNull;
          return true;
        }
        if (KindOf(member) != Kind::kArray) {
          const Issue fault = Fault("structure", path + ".threads", "is not an array").error();
          return to.AddBroken(frame, "", fault, member);
        }
        return fhir::json::ForEachElement(member, [&](std::size_t index, std::string_view thread) {
          return SplitThread(frame, thread, path + ".threads[" + std::to_string(index) + "]", to);
        });
      });
  if (!wanted) return false;
  if (!says_more && to.count() != before) return true;
  return to.AddMade(
      frame, part::kEvent, kHistory, [chunk] { return WithoutThreads(chunk); }, chunk);
}

}  // namespace chartbridge::whatsapp
