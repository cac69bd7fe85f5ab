// One section of the settings, read key by key. What nobody asked for is a fault at the end.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/app/settings_sources.h"
#include "bridge/ports/settings_section.h"

namespace chartbridge {

// All faults of one load, and where relative paths start.
struct Reading {
  SettingsTree tree;
  std::filesystem::path folder;

  // `rule` completes a sentence that begins with the key: "must be …". The first fault of a key
  // stands: what follows from it would only confuse.
  void Refuse(const std::string& key, std::string_view rule);
  // Whether the key, or one below it, has a fault.
  bool HasFault(std::string_view key) const;
};

class Section final : public bridge::SettingsSection {
 public:
  // `node` may be null: then every key has its default.
  Section(const fhir::json::Value& node, std::string key, Reading& reading);

  std::string KeyOf(std::string_view name) const;
  bool Has(std::string_view name) const;
  void Refuse(std::string_view name, std::string_view rule) override;
  bool HasFault() const { return reading_->HasFault(key_); }

  // The value, or `fallback` when the key is absent. Of the wrong type, blank text, or out of
  // range: a fault, and the fallback.
  std::string Text(std::string_view name, std::string fallback = "") override;
  bool Flag(std::string_view name, bool fallback);
  int Number(std::string_view name, int fallback, int least, int most);
  std::vector<std::string> List(std::string_view name, std::vector<std::string> fallback = {});
  // Absolute; "" stays "".
  std::filesystem::path Path(std::string_view name,
                             const std::filesystem::path& fallback = {}) override;
  std::string Url(std::string_view name, std::string fallback) override;

  Section Sub(std::string_view name);
  std::vector<Section> Each(std::string_view name);

  // Refuses the keys that were not asked for. Once, at the end.
  void RefuseTheRest();

 private:
  const fhir::json::Value* Take(std::string_view name);
  bool FromEnvironment(std::string_view name) const;

  const fhir::json::Value* node_;
  std::string key_;
  Reading* reading_;
  std::set<std::string, std::less<>> known_;
};

}  // namespace chartbridge
