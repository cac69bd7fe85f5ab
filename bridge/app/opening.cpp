#include "bridge/app/opening.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "base/id.h"

namespace chartbridge {

std::optional<std::filesystem::path> FindConfig(const Common& common) {
  if (!common.config.empty()) return std::filesystem::path(common.config);
  std::vector<std::filesystem::path> places;
  const char* data = std::getenv("CHARTBRIDGE_DATA");
  if (data != nullptr && *data != '\0')
    places.emplace_back(std::filesystem::path(data) / "chartbridge.toml");
  places.emplace_back("var/chartbridge.toml");
  for (const auto& place : places) {
    if (std::filesystem::exists(place)) return place;
  }
  return std::nullopt;
}

std::optional<Settings> OpenSettings(const Common& common, SecretFiles secrets) {
  auto settings = LoadSettings(FindConfig(common), ReadEnvironment(), {}, secrets);
  if (settings) return std::move(*settings);
  for (const Issue& fault : settings.error()) {
    Complain(fault.expression.empty() ? fault.text : fault.expression + ": " + fault.text);
  }
  return std::nullopt;
}

int WithStore(const Common& common, const std::function<int(const Settings&, StoreParts&)>& work) {
  const auto settings = OpenSettings(common);
  if (!settings) return kWrongUse;
  auto parts = OpenStore(*settings);
  if (!parts) return Complain(parts.error());
  const int code = work(*settings, **parts);
  (*parts)->store->Close();
  return code;
}

std::optional<bridge::ItemRow> FindItem(StoreParts& parts, const Settings& settings,
                                        const std::string& name) {
  std::optional<bridge::ItemRow> found;
  if (IsUuid(name)) {
    auto row = parts.store->ledger().Find(name);
    if (!row) return Complain(row.error().text), std::nullopt;
    found = *row;
  } else {
    int matches = 0;
    for (const ChannelSettings& channel : settings.channels) {
      auto row = parts.store->ledger().FindByProviderId(channel.id, name);
      if (!row) return Complain(row.error().text), std::nullopt;
      if (*row) found = *row, ++matches;
    }
    if (matches > 1)
      return Complain("this id names more than one item; use its key (messages list)"),
             std::nullopt;
  }
  if (!found) Complain("there is no item with this key or id (messages list shows them)");
  return found;
}

std::optional<std::string> ReadWholeFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  if (!file && !file.eof()) return std::nullopt;
  return text.str();
}

}  // namespace chartbridge
