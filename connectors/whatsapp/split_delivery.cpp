#include "connectors/whatsapp/split_delivery.h"

#include "connectors/crypto/crypto.h"
#include "connectors/whatsapp/item_content.h"
#include "connectors/whatsapp/read_member.h"
#include "connectors/whatsapp/split_value.h"
#include "fhir/json/parse.h"

namespace chartbridge::whatsapp {
namespace {

constexpr std::string_view kObject = "whatsapp_business_account";

std::string At(const char* list, std::size_t index) {
  return std::string(list) + "[" + std::to_string(index) + "]";
}

class Splitter {
 public:
  Splitter(const bridge::RawDelivery& raw, const std::vector<ChannelNumber>& numbers)
      : raw_(raw), pieces_(raw.verified_by, numbers) {}

  std::vector<Piece> Run() {
    fhir::json::ParseLimits limits;
    limits.repair_lone_surrogates = true;
    Result<Value, Issue> top = fhir::json::Parse(raw_.body, limits);
    if (!top) {
      BreakAll(std::move(top.error()));
    } else if (std::optional<Issue> fault = Entries(*top)) {
      BreakAll(std::move(*fault));
    }
    return std::move(pieces_).Take();
  }

 private:
  // A fault here means that nothing inside can be told apart.
  std::optional<Issue> Entries(Value& top) {
    if (!top.is_object()) return Fault("structure", "", "is not an object").error();
    const Value& object = top["object"];
    if (!object.is_null() && object.text() != kObject) {
      return Fault("value", "object", "is not a WhatsApp business account").error();
    }
    Value* entries = top.Find("entry");
    if (entries == nullptr || !entries->is_array()) {
      return Fault("structure", "entry", "is not an array").error();
    }
    if (entries->items().empty()) return Fault("value", "entry", "is empty").error();
    // An official example prints `object` and `field` inside the entry; nobody else does.
    if (object.is_null() && entries->at(0)["object"].text() != kObject) {
      return Fault("required", "object", "is missing").error();
    }
    for (std::size_t i = 0; i < entries->items().size(); ++i) {
      Entry((*entries->array())[i], At("entry", i));
    }
    return std::nullopt;
  }

  void Entry(Value& entry, const std::string& path) {
    Value* changes = entry.Find("changes");
    if (!entry.is_object()) {
      Break("entry", path, "structure", "is not an object", entry);
    } else if (!entry["id"].is_null() && !entry["id"].is_string()) {
      Break("entry", path + ".id", "structure", "is not a string", entry);
    } else if (changes == nullptr || !changes->is_array()) {
      Break("entry", path + ".changes", "structure", "is not an array", entry);
    } else if (changes->items().empty()) {
      Break("entry", path + ".changes", "value", "is empty", entry);
    } else {
      for (std::size_t i = 0; i < changes->items().size(); ++i) {
        Change((*changes->array())[i], entry, path + "." + At("changes", i));
      }
    }
  }

  void Change(Value& change, const Value& entry, const std::string& path) {
    if (!change.is_object()) return Break("changes", path, "structure", "is not an object", change);
    std::string field = change["field"].text();
    if (field.empty()) field = entry["field"].text();
    if (field.empty()) return Break("changes", path + ".field", "required", "is missing", change);
    Value* value = change.Find("value");
    if (value == nullptr || !value->is_object()) {
      return Break(field, path + ".value", "structure", "is not an object", change);
    }
    if (!HasKnownNumber(field, *value)) {
      const std::string missing = path + ".value.metadata.phone_number_id";
      return Break(field, missing, "required", "is not a text of digits", change);
    }
    pieces_.AddValue(field, entry["time"], *value, path + ".value");
  }

  void Break(std::string_view field, const std::string& path, std::string code, std::string text,
             Value& item) {
    pieces_.AddBroken(field, Issue{Severity::kError, std::move(code), path, std::move(text)},
                      std::move(item), Value());
  }

  void BreakAll(Issue fault) {
    Value content;
    content.Set("raw", ToBase64(raw_.body));
    pieces_.AddUnreadable(std::move(fault), std::move(content));
  }

  const bridge::RawDelivery& raw_;
  PieceList pieces_;
};

}  // namespace

std::vector<Piece> SplitDelivery(const bridge::RawDelivery& raw,
                                 const std::vector<ChannelNumber>& numbers) {
  return Splitter(raw, numbers).Run();
}

}  // namespace chartbridge::whatsapp
