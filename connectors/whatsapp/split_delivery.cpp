#include "connectors/whatsapp/split_delivery.h"

#include "connectors/whatsapp/piece_stream.h"
#include "connectors/whatsapp/read_part.h"
#include "connectors/whatsapp/split_value.h"
#include "fhir/json/outline.h"
#include "fhir/json/repair_escapes.h"

namespace chartbridge::whatsapp {
namespace {

using fhir::json::Kind;
using fhir::json::KindOf;

constexpr std::string_view kObject = "whatsapp_business_account";

std::string At(const std::string& list, std::size_t index) {
  return list + "[" + std::to_string(index) + "]";
}

// The text of a member that all its siblings depend on; nullopt when it is absent, of another kind
// or said twice differently.
std::optional<std::string> OnlyText(std::string_view object, std::string_view wanted) {
  std::optional<std::string> text;
  bool same = true;
  fhir::json::ForEachMember(object, [&](const std::string& name, std::string_view member) {
    if (name != wanted || KindOf(member) == Kind::kNull) return true;
    std::string told = ReadPartOrNull(member).text();
    same = same && (!text || *text == told);
    text = std::move(told);
    return true;
  });
  return same ? text : std::nullopt;
}

bool Has(std::string_view object, std::string_view wanted) {
  return !fhir::json::ForEachMember(object, [&](const std::string& name, std::string_view member) {
    return name != wanted || KindOf(member) == Kind::kNull;
  });
}

class Splitter {
 public:
  Splitter(std::string_view body, PieceStream& to) : body_(body), to_(to) {}

  // A fault means that nothing inside can be told apart; then nothing was handed over.
  std::optional<Issue> Run() {
    if (KindOf(body_) != Kind::kObject) return Fault("structure", "", "is not an object").error();
    const std::optional<std::string> object = OnlyText(body_, "object");
    if (Has(body_, "object") && !object) {
      return Fault("duplicate", "object", "is named twice").error();
    }
    if (object && *object != kObject) {
      return Fault("value", "object", "is not a WhatsApp business account").error();
    }
    bool usable = false;
    bool any = false;
    bool named = Has(body_, "object");
    fhir::json::ForEachMember(body_, [&](const std::string& name, std::string_view member) {
      if (name != "entry" || KindOf(member) != Kind::kArray) return true;
      usable = true;
      return fhir::json::ForEachElement(member, [&](std::size_t, std::string_view entry) {
        // An official example prints `object` and `field` inside the entry; nobody else does.
        if (!any) named = named || OnlyText(entry, "object") == kObject;
        any = true;
        return false;
      });
    });
    if (!usable) return Fault("structure", "entry", "is not an array").error();
    if (!any) return Fault("value", "entry", "is empty").error();
    if (!named) return Fault("required", "object", "is missing").error();
    fhir::json::ForEachMember(body_, [&](const std::string& name, std::string_view member) {
      return name != "entry" || Entries(member);
    });
    return std::nullopt;
  }

 private:
  bool Entries(std::string_view entries) {
    return fhir::json::ForEachElement(entries, [this](std::size_t index, std::string_view entry) {
      return Entry(entry, At("entry", index));
    });
  }

  bool Entry(std::string_view entry, const std::string& path) {
    if (KindOf(entry) != Kind::kObject) {
      return Break("entry", path, "structure", "is not an object", entry);
    }
    bool any_list = false;
    const std::int64_t before = to_.count();
    const bool wanted = fhir::json::ForEachMember(entry, [&](const std::string& name,
                                                             std::string_view member) {
      if (name != "changes" || KindOf(member) != Kind::kArray) return true;
      any_list = true;
      return fhir::json::ForEachElement(member, [&](std::size_t index, std::string_view change) {
        return Change(change, entry, path + "." + At("changes", index));
      });
    });
    if (!wanted) return false;
    if (to_.count() != before) return true;
    return any_list ? Break("entry", path + ".changes", "value", "is empty", entry)
                    : Break("entry", path + ".changes", "structure", "is not an array", entry);
  }

  bool Change(std::string_view change, std::string_view entry, const std::string& path) {
    if (KindOf(change) != Kind::kObject) {
      return Break("changes", path, "structure", "is not an object", change);
    }
    std::string field = OnlyText(change, "field").value_or("");
    if (field.empty() && !Has(change, "field")) field = OnlyText(entry, "field").value_or("");
    if (field.empty()) return Break("changes", path + ".field", "required", "is missing", change);
    std::string_view value;
    int values = 0;
    fhir::json::ForEachMember(change, [&](const std::string& name, std::string_view member) {
      if (name == "value" && (values == 0 || member != value)) ++values;
      if (name == "value") value = member;
      return true;
    });
    if (values != 1 || KindOf(value) != Kind::kObject) {
      return Break(field, path + ".value", "structure", "is not one object", change);
    }
    return SplitValue(field, value, TimeOf(entry), path + ".value", to_);
  }

  static Value TimeOf(std::string_view entry) {
    Value time;
    fhir::json::ForEachMember(entry, [&](const std::string& name, std::string_view member) {
      if (name == "time" && KindOf(member) != Kind::kObject && KindOf(member) != Kind::kArray)
        time = ReadPartOrNull(member);
      return name != "time";
    });
    return time;
  }

  bool Break(std::string_view field, const std::string& path, std::string code, std::string text,
             std::string_view item) {
    const Frame frame{std::string(field), {}, {}, path, false, std::nullopt};
    return to_.AddBroken(frame, "", Issue{Severity::kError, std::move(code), path, std::move(text)},
                         item);
  }

  const std::string_view body_;
  PieceStream& to_;
};

}  // namespace

void SplitDelivery(const bridge::RawDelivery& raw, const SplitSettings& settings, std::int64_t skip,
                   const std::function<bool(Piece&&)>& take) {
  PieceStream to(raw, settings, skip, take);
  std::string repaired;
  std::string_view body = raw.body;
  Result<void, Issue> json = fhir::json::CheckOutline(body);
  // Half an emoji, as phones that cut text write it.
  if (body.find("\\u") != std::string_view::npos) {
    repaired = fhir::json::ReplaceLoneSurrogates(body);
    body = repaired;
    if (!json) json = fhir::json::CheckOutline(body);
  }
  std::optional<Issue> fault;
  if (!json) {
    fault = json.error();
  } else {
    fault = Splitter(body, to).Run();
  }
  if (fault) (void)to.AddUnreadable(*fault);
}

}  // namespace chartbridge::whatsapp
