#include "bridge/texts/catalogue.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "embedded/texts.h"
#include "fhir/json/parse.h"
#include "fhir/json/utf8.h"

namespace chartbridge::bridge::texts {
namespace {

using fhir::json::Value;

constexpr std::array<std::pair<Kind, const char*>, 2> kSections{
    {{Kind::kText, "texts"}, {Kind::kButton, "buttons"}}};

bool IsName(std::string_view text, std::string_view more) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           more.find(c) != std::string_view::npos;
  });
}

bool HasOddCharacter(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7f;
  });
}

struct Piece {
  std::string_view before;
  std::string_view name;  // of the placeholder behind it; "" at the end
};

// nullopt where a brace belongs to no {name}.
std::optional<std::vector<Piece>> Split(std::string_view body) {
  std::vector<Piece> pieces;
  while (true) {
    const std::size_t open = body.find_first_of("{}");
    if (open == std::string_view::npos) break;
    const std::size_t close = body.find('}', open);
    if (body[open] == '}' || close == std::string_view::npos) return std::nullopt;
    const std::string_view name = body.substr(open + 1, close - open - 1);
    if (!IsName(name, "_")) return std::nullopt;
    pieces.push_back({body.substr(0, open), name});
    body.remove_prefix(close + 1);
  }
  pieces.push_back({body, ""});
  return pieces;
}

std::string Listed(const std::set<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "{" : ", {") + name + "}";
  return list.empty() ? "none" : list;
}

// The faults of one file, and the texts of it.
class Reader {
 public:
  Reader(const std::vector<Text>& known, std::string source)
      : known_(known), source_(std::move(source)) {}

  void Read(const Value& file) {
    version_ = file["version"].text();
    if (!IsName(version_, "._-"))
      Refuse("version", "must be 1 to 64 letters, digits, \".\", \"_\" or \"-\"");
    for (const Text& text : known_) {
      if (text.version != version_) continue;
      Refuse("version", "is there already; a version never changes, give the new texts a new one");
      break;
    }
    for (const auto& [name, value] : *file.object()) {
      if (name != "version" && name != "about" && name != "limits" && name != "texts" &&
          name != "buttons")
        Refuse(name, "is unknown; there are version, about, texts and buttons");
    }
    for (const auto& [kind, section] : kSections) ReadSection(kind, section, file[section]);
  }

  std::vector<Text> texts;
  std::vector<Issue> faults;

 private:
  void Refuse(const std::string& place, std::string rule) {
    faults.push_back({Severity::kError, "value", source_ + ": " + place, std::move(rule)});
  }

  void ReadSection(Kind kind, const std::string& section, const Value& ids) {
    if (ids.is_null()) return;
    if (!ids.is_object()) return Refuse(section, "must name texts, each with its languages");
    for (const auto& [id, languages] : *ids.object()) {
      const std::string place = section + "." + id;
      if (!languages.is_object() || languages.object()->empty()) {
        Refuse(place, "must name languages, each with its text");
        continue;
      }
      // What the program fills in is what the text that it carries names; that one itself names it.
      const Text* model = Model(kind, id);
      if (model == nullptr && !known_.empty()) {
        Refuse(place, "is no text of the program; `chartbridge texts list` shows those");
        continue;
      }
      for (const auto& [language, body] : *languages.object())
        ReadText({kind, id, language, version_, body.text(), {}}, place + "." + language);
    }
  }

  void ReadText(Text text, const std::string& place) {
    if (!IsName(text.language, "-")) return Refuse(place, "is no language code such as \"es\"");
    if (text.body.find_first_not_of(" \n") == std::string::npos)
      return Refuse(place, "must be a text, not blank");
    if (HasOddCharacter(text.body)) return Refuse(place, "holds a control character");
    const auto pieces = Split(text.body);
    if (!pieces) return Refuse(place, "has a brace that belongs to no {placeholder}");
    for (const Piece& piece : *pieces)
      if (!piece.name.empty()) text.placeholders.emplace(piece.name);
    const Text* model = Model(text.kind, text.id);
    if (model != nullptr && model->placeholders != text.placeholders)
      Refuse(place, "must have these placeholders and no others: " + Listed(model->placeholders));
    if (Length(text.body) > Limit(text.kind))
      Refuse(place, "is longer than " + std::to_string(Limit(text.kind)) + " characters");
    texts.push_back(std::move(text));
  }

  const Text* Model(Kind kind, std::string_view id) const {
    for (const std::vector<Text>* all : {&known_, &std::as_const(texts)}) {
      for (const Text& text : *all)
        if (text.kind == kind && text.id == id) return &text;
    }
    return nullptr;
  }

  const std::vector<Text>& known_;
  std::string source_;
  std::string version_;
};

}  // namespace

std::string_view ToString(Kind kind) { return kind == Kind::kText ? "text" : "button"; }

std::size_t Limit(Kind kind) { return kind == Kind::kText ? 1024 : 20; }

std::size_t Length(std::string_view utf8) { return fhir::json::ToUtf16(utf8).size(); }

Result<std::string, Issue> Fill(const Text& text, const Values& values) {
  std::string filled;
  const auto pieces = Split(text.body);
  for (const Piece& piece : pieces.value_or(std::vector<Piece>{{text.body, ""}})) {
    filled += piece.before;
    if (piece.name.empty()) continue;
    const auto value = values.find(piece.name);
    if (value == values.end() || value->second.empty())
      return Fault("required", text.id, "has nothing to say for {" + std::string(piece.name) + "}");
    filled += value->second;
  }
  if (Length(filled) > Limit(text.kind))
    return Fault("too-long", text.id,
                 "is longer than " + std::to_string(Limit(text.kind)) + " characters when filled");
  return filled;
}

Result<Catalogue, std::vector<Issue>> Catalogue::Load() {
  Catalogue catalogue;
  const auto added = catalogue.Add(embedded::texts::Find("texts.json")->bytes, "texts.json");
  if (!added) return Unexpected<std::vector<Issue>>(added.error());
  return catalogue;
}

Result<void, std::vector<Issue>> Catalogue::Add(std::string_view json, const std::string& source) {
  const auto file = fhir::json::Parse(json);
  if (!file || !file->is_object()) {
    const std::string why = file ? "must be a JSON object" : file.error().text;
    return Unexpected<std::vector<Issue>>({{Severity::kError, "structure", source, why}});
  }
  Reader reader(texts_, source);
  reader.Read(*file);
  if (!reader.faults.empty()) return Unexpected<std::vector<Issue>>(std::move(reader.faults));
  texts_.insert(texts_.end(), reader.texts.begin(), reader.texts.end());
  return {};
}

const Text* Catalogue::Find(std::string_view id, std::string_view language,
                            std::string_view version) const {
  for (auto text = texts_.rbegin(); text != texts_.rend(); ++text) {
    if (text->id == id && text->language == language &&
        (version.empty() || text->version == version))
      return &*text;
  }
  const std::size_t dash = language.rfind('-');
  return dash == std::string_view::npos ? nullptr : Find(id, language.substr(0, dash), version);
}

}  // namespace chartbridge::bridge::texts
