#include "connectors/chart/index_keys.h"

#include <functional>
#include <limits>

#include "connectors/chart/date_range.h"
#include "connectors/chart/text_fold.h"

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
  while (true) {
    const std::size_t bar = paths.find('|');
    VisitPath(resource, paths.substr(0, bar), visit);
    if (bar == std::string_view::npos) return;
    paths.remove_prefix(bar + 1);
  }
}

std::string SystemAndCode(std::string_view system, std::string_view code) {
  return "s:" + std::string(system) + kBetween + std::string(code);
}

class Indexer {
 public:
  Indexer(const Parameter& parameter, std::string_view base, IndexEntries& out)
      : parameter_(parameter), base_(base), out_(out) {}

  void Add(const Value& value) {
    const std::size_t before = out_.keys.size();
    switch (parameter_.kind) {
      case ParameterKind::kToken:
        AddToken(std::string(parameter_.name), value);
        break;
      case ParameterKind::kTelecom:
        AddTelecom(value);
        break;
      case ParameterKind::kReference:
        AddReference(value);
        break;
      case ParameterKind::kText:
        AddText(value);
        break;
      case ParameterKind::kDate:
        AddDate(value);
        break;
      case ParameterKind::kDay:
        AddDay(value);
        break;
    }
    if (out_.keys.size() > before)
      out_.keys.push_back({PresenceParameter(parameter_.name), "true"});
  }

 private:
  void AddKey(std::string value) {
    out_.keys.push_back({std::string(parameter_.name), std::move(value)});
  }

  void AddCoded(const std::string& name, const std::string& system, const std::string& code) {
    if (!code.empty()) {
      out_.keys.push_back({name, "v:" + code});
      out_.keys.push_back({name, SystemAndCode(system, code)});
    }
    if (!system.empty()) out_.keys.push_back({name, "n:" + system});
  }

  void AddToken(const std::string& name, const Value& value) {
    if (const auto flag = value.boolean()) return AddCoded(name, "", *flag ? "true" : "false");
    if (value.is_string()) return AddCoded(name, "", value.text());
    if (value["coding"].is_array()) {
      for (const Value& coding : value["coding"].items()) AddToken(name, coding);
      return;
    }
    const Value& code = value.Find("code") != nullptr ? value["code"] : value["value"];
    AddCoded(name, value["system"].text(), code.text());
  }

  void AddTelecom(const Value& value) {
    if (parameter_.only.empty() || value["system"].text() == parameter_.only) {
      AddToken(std::string(parameter_.name), value);
    }
  }

  void AddReference(const Value& value) {
    const std::string reference = PlainReference(value["reference"].text(), base_);
    const std::size_t slash = reference.find('/');
    const std::string type =
        slash == std::string::npos ? value["type"].text() : reference.substr(0, slash);
    if (!parameter_.only.empty() && !type.empty() && type != parameter_.only) return;
    if (!reference.empty() && (parameter_.only.empty() || type == parameter_.only)) {
      AddKey("r:" + reference);
      if (FindType(type) != nullptr && slash != std::string::npos)
        AddKey("i:" + reference.substr(slash + 1));
    }
    if (value["identifier"].is_object())
      AddToken(IdentifierParameter(parameter_.name), value["identifier"]);
  }

  void AddOneText(const Value& value) {
    if (value.text().empty()) return;
    AddKey("e:" + value.text());
    for (const std::string& prefix : FoldedPrefixes(value.text())) AddKey("p:" + prefix);
  }

  void AddText(const Value& value) {
    if (value.is_string()) return AddOneText(value);
    for (const char* part : {"family", "given", "prefix", "suffix", "text"}) {
      VisitPath(value[part], "", [&](const Value& text) { AddOneText(text); });
    }
  }

  void AddDate(const Value& value) {
    constexpr auto kEver = std::numeric_limits<std::int64_t>::max();
    const bool period = value.is_object();
    const auto start = ReadDateRange(period ? value["start"].text() : value.text());
    const auto end = period ? ReadDateRange(value["end"].text()) : start;
    if (!start && !end) return;
    out_.spans.push_back(
        {std::string(parameter_.name), start ? start->low : -kEver, end ? end->high : kEver});
  }

  void AddDay(const Value& value) {
    const std::string& text = value.text();
    if (!ReadDateRange(text)) return;
    for (const std::size_t length : {4U, 7U, 10U}) {
      if (text.size() >= length) AddKey("d:" + text.substr(0, length));
    }
  }

  const Parameter& parameter_;
  std::string_view base_;
  IndexEntries& out_;
};

}  // namespace

IndexEntries IndexOf(const TypeRules& type, const Value& resource, std::string_view base) {
  IndexEntries entries;
  for (const Parameter& parameter : type.parameters) {
    Indexer indexer(parameter, base, entries);
    VisitAll(resource, parameter.path, [&](const Value& value) { indexer.Add(value); });
  }
  return entries;
}

std::string IdentifierParameter(std::string_view name) { return std::string(name) + ":identifier"; }
std::string PresenceParameter(std::string_view name) { return std::string(name) + ":present"; }

std::string PlainReference(std::string_view reference, std::string_view base) {
  if (!base.empty() && reference.starts_with(base) &&
      reference.substr(base.size()).starts_with('/')) {
    reference.remove_prefix(base.size() + 1);
  }
  return std::string(reference.substr(0, reference.find("/_history/")));
}

std::optional<std::string> TokenKey(const std::vector<std::string>& parts) {
  if (parts.size() == 1) return "v:" + parts[0];
  if (parts.size() != 2) return std::nullopt;
  if (parts[1].empty()) return parts[0].empty() ? std::nullopt : std::optional("n:" + parts[0]);
  return SystemAndCode(parts[0], parts[1]);
}

std::optional<std::string> ReferenceKey(const Parameter& parameter, std::string_view wanted_type,
                                        std::string_view text, std::string_view base) {
  const std::string reference = PlainReference(text, base);
  if (reference.empty()) return std::nullopt;
  if (reference.find_first_of("/:") != std::string::npos) {
    const bool contradicts =
        !wanted_type.empty() && !reference.starts_with(std::string(wanted_type) + "/");
    return contradicts ? std::nullopt : std::optional("r:" + reference);
  }
  const std::string type(wanted_type.empty() ? parameter.only : wanted_type);
  return type.empty() ? "i:" + reference : "r:" + type + "/" + reference;
}

std::optional<std::string> TextKey(std::string_view text, bool exact) {
  if (exact) return "e:" + std::string(text);
  const std::string folded = FoldText(text);
  return folded.empty() ? std::nullopt : std::optional("p:" + folded);
}

std::optional<std::string> DayKey(std::string_view text) {
  if (text.size() > 10 || !ReadDateRange(text)) return std::nullopt;
  return "d:" + std::string(text);
}

}  // namespace chartbridge::chart
