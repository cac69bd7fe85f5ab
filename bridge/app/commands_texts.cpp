#include <algorithm>
#include <iostream>

#include "bridge/app/commands.h"
#include "bridge/app/opening.h"
#include "bridge/texts/catalogue.h"
#include "fhir/json/write.h"

namespace chartbridge {
namespace {

using bridge::texts::Catalogue;
using bridge::texts::Text;
using fhir::json::Value;

int Refuse(const std::vector<Issue>& faults) {
  for (const Issue& fault : faults) Complain(fault.expression + " " + fault.text);
  return kWrongUse;
}

// What the program carries, and the clinic's own versions in the order of their file names.
int WithTexts(const Common& common, const std::function<int(const Catalogue&)>& work) {
  const auto settings = OpenSettings(common, SecretFiles::kNotLookedAt);
  if (!settings) return kWrongUse;
  auto catalogue = Catalogue::Load();
  if (!catalogue) return Refuse(catalogue.error());
  std::vector<std::filesystem::path> files;
  if (const auto& folder = settings->texts.folder; !folder.empty()) {
    std::error_code error;
    for (std::filesystem::directory_iterator file(folder, error), end; !error && file != end;
         file.increment(error)) {
      if (file->path().extension() == ".json") files.push_back(file->path());
    }
    if (error)
      return Complain("the folder " + folder.string() + " of [texts] cannot be read", kWrongUse);
  }
  std::sort(files.begin(), files.end());
  for (const std::filesystem::path& file : files) {
    const auto json = ReadWholeFile(file.string());
    if (!json) return Complain(file.string() + " cannot be read", kWrongUse);
    if (auto added = catalogue->Add(*json, file.filename().string()); !added)
      return Refuse(added.error());
  }
  return work(*catalogue);
}

Value ToJson(const Text& text) {
  fhir::json::Array placeholders;
  for (const std::string& name : text.placeholders) placeholders.emplace_back(name);
  return fhir::json::Object{{"id", text.id},
                            {"kind", ToString(text.kind)},
                            {"language", text.language},
                            {"version", text.version},
                            {"placeholders", std::move(placeholders)},
                            {"characters", std::int64_t(bridge::texts::Length(text.body))}};
}

}  // namespace

int TextsList(const Common& common) {
  return WithTexts(common, [&](const Catalogue& catalogue) {
    for (const Text& text : catalogue.All()) {
      if (common.json) {
        std::cout << fhir::json::Write(ToJson(text)) << "\n";
      } else {
        std::cout << text.id << "  " << text.language << "  " << text.version << "  "
                  << ToString(text.kind) << "\n";
      }
    }
    return Printed();
  });
}

int TextsShow(const Common& common, const TextOptions& options) {
  return WithTexts(common, [&](const Catalogue& catalogue) {
    std::vector<const Text*> found;
    if (!options.language.empty()) {
      if (const Text* one = catalogue.Find(options.id, options.language, options.version))
        found.push_back(one);
    } else {
      for (const Text& text : catalogue.All()) {
        if (catalogue.Find(options.id, text.language, options.version) == &text)
          found.push_back(&text);
      }
    }
    if (found.empty()) return Complain("there is no such text; chartbridge texts list shows all");
    for (const Text* text : found) {
      Value shown = ToJson(*text);
      shown.Set("text", text->body);
      if (common.json) {
        std::cout << fhir::json::Write(shown) << "\n";
      } else {
        std::cout << (found.size() > 1 ? text->language + "  " + text->version + "\n" : "")
                  << text->body << "\n";
      }
    }
    return Printed();
  });
}

}  // namespace chartbridge
