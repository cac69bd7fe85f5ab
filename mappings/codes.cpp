#include "mappings/codes.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "fhir/r4/text.h"
#include "mappings/form_lines.h"

namespace chartbridge::mappings {
namespace {

using fhir::json::Array;
using fhir::json::Number;
using fhir::r4::CleanText;
using fhir::r4::Coding;
using fhir::r4::Extension;
using fhir::r4::IsBlank;

constexpr std::string_view kExtensions = "urn:chartbridge:ext:";
constexpr std::array<std::string_view, 6> kMediaTypes{"image", "video",    "voice",
                                                      "audio", "document", "sticker"};

Extension Named(std::string_view name, const char* value_name, fhir::json::Value value) {
  return {std::string(kExtensions) + std::string(name), value_name, std::move(value)};
}

// Cut between characters, because FHIR ends a string at 1 MB; a part without a glyph is left out.
void AddParts(std::string text, std::vector<std::string>& parts) {
  while (!text.empty()) {
    std::size_t cut = std::min(text.size(), fhir::r4::kMaxStringBytes);
    while (cut < text.size() && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) --cut;
    if (!IsBlank(text.substr(0, cut))) parts.push_back(text.substr(0, cut));
    text.erase(0, cut);
  }
}

void AddLine(const std::string& line, std::string& lines) {
  if (IsBlank(line)) return;
  lines.append(lines.empty() ? "" : "\n").append(line);
}

std::string Clean(const std::optional<MessageText>& text) {
  return text ? CleanText(text->Reveal()) : std::string();
}

std::string Degrees(double value) {
  char text[64];
  const auto [end, error] =
      std::to_chars(text, text + sizeof text, value, std::chars_format::fixed);
  return error == std::errc() ? std::string(text, end) : "0";  // nearer than an atom
}

struct Reader {
  const words::Catalogue& words;
  Said said;

  void Flag(const char* code) {
    said.flags.emplace_back(code);
    said.statements.push_back({kFlagSystem, code, words.Say("note.flag." + std::string(code))});
  }
  void Type(const char* code) { said.type = code; }
  void State(std::string text) {
    said.statements.push_back({kTypeSystem, said.type, std::move(text)});
  }
  void TypeWithNote(const char* code) {
    Type(code);
    State(words.Say("note.message-type." + said.type));
  }
  void FlagIfSilent() {
    if (said.texts.empty()) Flag("no-visible-text");
  }

  void operator()(const Text& text) {
    Type("text");
    AddParts(CleanText(text.body.Reveal()), said.texts);
    FlagIfSilent();
  }

  void operator()(const MediaContent& content) {
    said.type = TypeOf(content.media);
    AddParts(Clean(content.caption), said.texts);
  }

  void operator()(const Location& location) {
    Type("location");
    std::string lines;
    AddLine(Clean(location.name), lines);
    AddLine(Clean(location.address), lines);
    AddParts(lines, said.texts);
    const double nowhere = std::numeric_limits<double>::quiet_NaN();  // smaller than nothing
    const double latitude = location.latitude.value_or(nowhere);
    const double longitude = location.longitude.value_or(nowhere);
    if (!(std::abs(latitude) <= 90 && std::abs(longitude) <= 180)) return Flag("no-coordinates");
    const std::string north = Degrees(latitude);
    const std::string east = Degrees(longitude);
    State(words.Say("note.message-type.location", {{"latitude", north}, {"longitude", east}}));
    said.extensions.push_back(
        GroupExtension("geolocation", {{"latitude", "valueDecimal", Number{north}},
                                       {"longitude", "valueDecimal", Number{east}}}));
  }

  void operator()(const ContactCards& contacts) {
    Type("contacts");
    for (const MessageText& card : contacts.cards) AddParts(CleanText(card.Reveal()), said.texts);
    State(
        words.Count("note.message-type.contacts", std::max<std::size_t>(contacts.cards.size(), 1)));
    FlagIfSilent();
  }

  void operator()(const Reaction& reaction) {
    AddParts(Clean(reaction.emoji), said.texts);
    TypeWithNote(said.texts.empty() ? "reaction-removed" : "reaction");
  }

  void operator()(const Answer& answer) {
    TypeWithNote(answer.details                           ? "form"
                 : answer.type == "call_permission_reply" ? "call-permission"
                                                          : "answer");
    std::string lines;
    AddLine(CleanText(answer.title.Reveal()), lines);
    AddLine(Clean(answer.description), lines);
    if (answer.details) AddLine(CleanText(FormLines(answer.details->Reveal())), lines);
    AddParts(lines, said.texts);
    FlagIfSilent();
  }

  void operator()(const UnsupportedContent& content) {
    Type("unsupported");
    std::string lines;
    for (const MessageText& line : content.readable) AddLine(CleanText(line.Reveal()), lines);
    AddParts(lines, said.texts);
    const std::string kind = CleanText(content.provider_type);
    const bool told = !IsBlank(kind);
    State(words.Say("note.message-type.unsupported", {{"kind", told ? kind : "?"}}));
    if (told) said.extensions.push_back(TextExtension("provider-type", kind));
    FlagIfSilent();
  }
};

}  // namespace

Coding Coded(const words::Catalogue& words, const char* system, std::string_view code) {
  const std::string_view name = std::string_view(system).substr(sizeof "urn:chartbridge:cs:" - 1);
  return {system, std::string(code),
          words.Say("code." + std::string(name) + "." + std::string(code))};
}

Extension CodingExtension(std::string_view name, const Coding& coding) {
  return Named(name, "valueCoding", ToJson(coding));
}

Extension TextExtension(std::string_view name, std::string text) {
  return Named(name, "valueString", std::move(text));
}

Extension GroupExtension(std::string_view name, const std::vector<Extension>& inner) {
  return Named(name, "extension", ToJson(inner));
}

Extension Inner(Extension extension) {
  extension.url.erase(0, kExtensions.size());
  return extension;
}

Said Read(const Message& message, const words::Catalogue& words) {
  Reader reader{words, {}};
  std::visit(reader, message.content);
  // The stronger flag's words say the weaker one, too.
  if (message.frequently_forwarded) {
    reader.said.flags.emplace_back("forwarded");
    reader.Flag("frequently-forwarded");
  } else if (message.forwarded) {
    reader.Flag("forwarded");
  }
  if (message.in_group) reader.Flag("group");
  return std::move(reader.said);
}

std::string_view TypeOf(const Media& media) {
  if (media.kind == "audio" && media.voice) return "voice";
  const auto found = std::find(kMediaTypes.begin(), kMediaTypes.end(), media.kind);
  return found != kMediaTypes.end() ? *found : "document";
}

}  // namespace chartbridge::mappings
