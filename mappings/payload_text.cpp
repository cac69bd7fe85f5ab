#include "mappings/payload_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "fhir/r4/text.h"
#include "mappings/form_lines.h"

namespace chartbridge::mappings {
namespace {

using fhir::r4::CleanText;
using fhir::r4::IsBlank;
using PayloadText = std::vector<std::string>;

// Cut between characters, because FHIR ends a string at 1 MB; a part without a glyph is left out.
PayloadText InParts(std::string text) {
  PayloadText parts;
  while (!text.empty()) {
    std::size_t cut = std::min(text.size(), fhir::r4::kMaxStringBytes);
    while (cut < text.size() && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) --cut;
    if (!IsBlank(text.substr(0, cut))) parts.push_back(text.substr(0, cut));
    text.erase(0, cut);
  }
  return parts;
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
  return error == std::errc() ? std::string(text, end) : std::string();
}

struct TextOfContent {
  const Tables& tables;

  const std::string& Sentence(const char* name) const {
    return tables.sentences.find(name)->second;
  }

  PayloadText operator()(const Text& text) const {
    PayloadText words = InParts(CleanText(text.body.Reveal()));
    return words.empty() ? PayloadText{Sentence("empty")} : words;
  }

  PayloadText operator()(const MediaContent& media) const { return InParts(Clean(media.caption)); }

  // The last line is a geo URI (RFC 5870): readable, and no map service learns of it.
  PayloadText operator()(const Location& location) const {
    const double nowhere = std::numeric_limits<double>::quiet_NaN();  // smaller than nothing
    const double latitude = location.latitude.value_or(nowhere);
    const double longitude = location.longitude.value_or(nowhere);
    const bool usable = std::abs(latitude) <= 90 && std::abs(longitude) <= 180;
    std::string lines = Sentence(usable ? "location" : "location-unreadable");
    AddLine(Clean(location.name), lines);
    AddLine(Clean(location.address), lines);
    if (usable) {
      AddLine("geo:" + Degrees(latitude) + "," + Degrees(longitude), lines);
    }
    return InParts(lines);
  }

  PayloadText operator()(const ContactCards& contacts) const {
    PayloadText words;
    const std::string count = std::to_string(contacts.cards.size());
    for (std::size_t i = 0; i < contacts.cards.size(); ++i) {
      const std::string number = std::to_string(i + 1);
      std::string lines = Fill(Fill(Sentence("contact-card"), "number", number), "count", count);
      AddLine(CleanText(contacts.cards[i].Reveal()), lines);
      const PayloadText parts = InParts(std::move(lines));
      words.insert(words.end(), parts.begin(), parts.end());
    }
    return words.empty() ? PayloadText{Sentence("contact-card-empty")} : words;
  }

  PayloadText operator()(const Reaction& reaction) const {
    const std::string emoji = Clean(reaction.emoji);
    if (IsBlank(emoji)) return {Sentence("reaction-removed")};
    return InParts(Fill(Sentence("reaction-added"), "emoji", emoji));
  }

  PayloadText operator()(const Answer& answer) const {
    const std::string title = CleanText(answer.title.Reveal());
    if (answer.type == "call_permission_reply" && !IsBlank(title)) {
      return InParts(Fill(Sentence("call-permission"), "answer", title));
    }
    std::string lines = answer.details ? Sentence("form") : std::string();
    AddLine(title, lines);
    AddLine(Clean(answer.description), lines);
    if (answer.details) AddLine(CleanText(FormLines(answer.details->Reveal())), lines);
    return lines.empty() ? PayloadText{Sentence("answer-empty")} : InParts(lines);
  }
};

}  // namespace

std::vector<std::string> PayloadTextOf(const Message& message, const Tables& tables) {
  PayloadText text = std::visit(TextOfContent{tables}, message.content);
  // A choice says little without what it answers.
  const auto* answer = std::get_if<Answer>(&message.content);
  if (answer != nullptr && !answer->details && message.reply_to && !text.empty() &&
      answer->type != "call_permission_reply") {
    text.insert(text.begin(), tables.sentences.find("answer-to")->second);
  }
  return text;
}

}  // namespace chartbridge::mappings
