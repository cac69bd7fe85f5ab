#include <unicode/translit.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <set>
#include <stdexcept>
#include <utility>

#include "connectors/chart/search_parameters.h"

namespace chartbridge::chart {

namespace {

using fhir::json::Value;
using Visit = std::function<void(const Value&)>;

constexpr char kBetween = '\x1f';  // can stand in no JSON string of FHIR

void VisitPath(const Value& value, std::string_view path, const Visit& visit) {
  if (value.is_array()) {
    for (const Value& item : value.items()) VisitPath(item, path, visit);
    return;
  }
  if (value.is_null()) return;
  if (path.empty()) return visit(value);
  const std::size_t dot = path.find('.');
  const std::string_view rest =
      dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
  VisitPath(value[path.substr(0, dot)], rest, visit);
}

void VisitAll(const Value& resource, std::string_view paths, const Visit& visit) {
  for (const std::string& path : SplitUnescaped(paths, '|')) VisitPath(resource, path, visit);
}

std::string SystemAndCode(std::string_view system, std::string_view code) {
  return "s:" + std::string(system) + kBetween + std::string(code);
}

// How much of time a time of day leaves open: "10:00" a minute, "10:00:00.12" ten milliseconds.
std::int64_t WidthOf(std::string_view time) {
  if (time.size() == 5) return 60'000;
  const std::size_t digits = time.size() > 8 ? time.size() - 9 : 0;
  return digits == 0 ? 1000 : digits == 1 ? 100 : digits == 2 ? 10 : 1;
}

std::unique_ptr<icu::Transliterator> NewFold() {
  UErrorCode status = U_ZERO_ERROR;
  std::unique_ptr<icu::Transliterator> fold(icu::Transliterator::createInstance(
      "NFKD; [:Nonspacing Mark:] Remove; Latin-ASCII; Lower; NFC", UTRANS_FORWARD, status));
  if (U_FAILURE(status) || fold == nullptr) throw std::logic_error("ICU lacks its transliterators");
  return fold;
}

class Indexer {
 public:
  Indexer(const Parameter& parameter, const Site& site, IndexEntries& out)
      : parameter_(parameter), site_(site), out_(out) {}

  void Add(const Value& value) {
    switch (parameter_.kind) {
      case ParameterKind::kToken:
        return AddToken(value);
      case ParameterKind::kTelecom:
        if (parameter_.only.empty() || value["system"].text() == parameter_.only) AddToken(value);
        return;
      case ParameterKind::kReference:
        return AddReference(value);
      case ParameterKind::kText:
        return AddText(value);
      case ParameterKind::kDate:
        return AddDate(value);
    }
  }

 private:
  void AddKey(std::string value) {
    out_.keys.push_back({std::string(parameter_.name), std::move(value)});
  }

  void AddToken(const Value& value) {
    const bool code = value.is_string();
    const std::string system = code ? std::string(parameter_.system) : value["system"].text();
    const std::string& text = code ? value.text() : value["value"].text();
    if (!text.empty()) {
      AddKey("v:" + text);
      AddKey(SystemAndCode(system, text));
    }
    if (!system.empty()) AddKey("n:" + system);
  }

  void AddReference(const Value& value) {
    const std::string reference = PlainReference(value["reference"].text(), site_);
    const std::size_t slash = reference.find('/');
    if (slash == std::string::npos) return;
    const std::string type = reference.substr(0, slash);
    if (!parameter_.only.empty() && type != parameter_.only) return;
    AddKey("r:" + reference);
    if (FindType(type) != nullptr) AddKey("i:" + reference.substr(slash + 1));
  }

  void AddText(const Value& value) {
    for (const std::string& word : FoldedWords(value.text())) AddKey("w:" + word);
    for (const char* part : {"family", "given", "prefix", "suffix", "text"}) {
      VisitPath(value[part], "", [&](const Value& text) { AddText(text); });
    }
  }

  void AddDate(const Value& value) {
    if (const auto range = ReadDateRange(value.text(), site_.time))
      out_.spans.push_back({std::string(parameter_.name), range->low, range->high});
  }

  const Parameter& parameter_;
  const Site& site_;
  IndexEntries& out_;
};

// Attachments anywhere below `value` that are Binaries of this chart.
void AddFiles(const Value& value, const Site& site, std::vector<std::string>& files) {
  for (const Value& item : value.items()) AddFiles(item, site, files);
  if (!value.is_object()) return;
  for (const auto& [name, member] : *value.object()) {
    AddFiles(member, site, files);
    if (name != "url" || !member.is_string()) continue;
    std::string file = PlainReference(member.text(), site);
    if (file.starts_with("Binary/")) files.push_back(std::move(file));
  }
}

}  // namespace

IndexEntries IndexOf(const TypeRules& type, const Value& resource, const Site& site) {
  IndexEntries entries;
  for (const Parameter& parameter : type.parameters) {
    Indexer indexer(parameter, site, entries);
    VisitAll(resource, parameter.path, [&](const Value& value) { indexer.Add(value); });
  }
  entries.about = AboutOf(type, resource, site);
  AddFiles(resource, site, entries.files);
  return entries;
}

std::vector<std::string> AboutOf(const TypeRules& type, const Value& resource, const Site& site) {
  std::vector<std::string> about;
  if (type.name == "Patient") return {"Patient/" + resource["id"].text()};
  if (type.about.empty()) return about;
  VisitAll(resource, type.about, [&](const Value& value) {
    std::string reference = PlainReference(value["reference"].text(), site);
    if (!reference.empty() && reference[0] != '#') about.push_back(std::move(reference));
  });
  return about;
}

std::optional<DateRange> ReadDateRange(std::string_view text,
                                       const bridge::consent::ClinicTime& clinic) {
  if (const auto days = bridge::consent::ReadDate(text)) {
    const std::int64_t low = ToUnixMillis(clinic.StartOf(days->first));
    // A day that the calendar of the clinic left out has no moment: it is the one of the change.
    return DateRange{low, std::max(ToUnixMillis(clinic.StartOf(days->after)), low + 1)};
  }
  if (text.size() < 16 || text[10] != 'T') return std::nullopt;
  const std::size_t end = std::min(text.find_first_of("Z+-", 11), text.size());
  std::string whole(text.substr(0, end));
  if (end == 16) whole += ":00";
  const bool zoned = end < text.size();
  auto at = ParseInstant(whole + (zoned ? std::string(text.substr(end)) : "Z"));
  if (!at) return std::nullopt;
  const std::int64_t low = ToUnixMillis(zoned ? *at : clinic.At(*at));
  return DateRange{low, low + WidthOf(text.substr(11, end - 11))};
}

std::vector<std::string> FoldedWords(std::string_view text) {
  static const std::unique_ptr<icu::Transliterator> fold = NewFold();
  icu::UnicodeString folded =
      icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), std::int32_t(text.size())));
  const std::unique_ptr<icu::Transliterator> own(fold->clone());  // one thread at a time
  own->transliterate(folded);
  std::set<std::string> words;
  std::string word;
  for (std::int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
    const UChar32 letter = folded.char32At(i);
    if (u_isalnum(letter) || u_charType(letter) == U_COMBINING_SPACING_MARK) {
      icu::UnicodeString(letter).toUTF8String(word);
    } else if (!word.empty()) {
      words.insert(std::exchange(word, {}));
    }
  }
  if (!word.empty()) words.insert(word);
  return {words.begin(), words.end()};
}

std::string PlainReference(std::string_view reference, const Site& site) {
  for (const std::string& base : site.bases) {
    if (reference.starts_with(base) && reference.substr(base.size()).starts_with('/')) {
      reference.remove_prefix(base.size() + 1);
      break;
    }
  }
  return std::string(reference.substr(0, reference.find("/_history/")));
}

std::optional<std::string> TokenKey(const std::vector<std::string>& parts) {
  if (parts.size() == 1) return "v:" + parts[0];
  if (parts.size() != 2) return std::nullopt;
  if (parts[1].empty()) return parts[0].empty() ? std::nullopt : std::optional("n:" + parts[0]);
  return SystemAndCode(parts[0], parts[1]);
}

std::optional<std::string> ReferenceKey(const Parameter& parameter, std::string_view text,
                                        const Site& site) {
  const std::string reference = PlainReference(text, site);
  if (reference.empty()) return std::nullopt;
  if (reference.find_first_of("/:") != std::string::npos) return "r:" + reference;
  return parameter.only.empty() ? "i:" + reference
                                : "r:" + std::string(parameter.only) + "/" + reference;
}

}  // namespace chartbridge::chart
