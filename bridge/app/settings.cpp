#include "bridge/app/settings.h"

#include "bridge/app/settings_parts.h"

namespace chartbridge {
namespace {

Settings ReadAll(Reading& reading) {
  Settings settings;
  Section root(reading.tree.root, "", reading);
  ReadServer(root.Sub("server"), settings.server);
  ReadStore(root.Sub("store"), reading, settings.store);
  ReadVault(root.Sub("vault"), reading, settings.vault);
  ReadKeys(root.Sub("keys"), settings.keys);
  ReadScanner(root.Sub("scanner"), settings.scanner);
  ReadClinic(root.Sub("clinic"), settings.clinic);
  ReadChannels(root, settings.channels);
  ReadEhr(root.Sub("ehr"), settings.ehr);
  ReadChart(root.Sub("chart"), settings.chart);
  ReadConsent(root.Sub("consent"), settings.consent);
  ReadTexts(root.Sub("texts"), settings.texts);
  ReadAudit(root.Sub("audit"), settings.audit);
  ReadSmart(root.Sub("smart"), settings.smart);
  root.RefuseTheRest();
  return settings;
}

std::filesystem::path FolderOf(const std::optional<std::filesystem::path>& file,
                               const Environment& environment) {
  if (file) return std::filesystem::absolute(*file).parent_path();
  const auto data = environment.find("CHARTBRIDGE_DATA");
  const bool given = data != environment.end() && !data->second.empty();
  return std::filesystem::absolute(given ? data->second : "var");
}

}  // namespace

Result<Settings, std::vector<Issue>> LoadSettings(const std::optional<std::filesystem::path>& file,
                                                  const Environment& environment,
                                                  const SettingFlags& flags, SecretFiles secrets) {
  Reading reading{ReadSources(file, environment, flags), FolderOf(file, environment)};
  Settings settings = ReadAll(reading);
  if (secrets == SecretFiles::kMustBeGood) CheckSecrets(settings, reading);
  if (!reading.tree.faults.empty()) {
    return Unexpected<std::vector<Issue>>(std::move(reading.tree.faults));
  }
  return settings;
}

}  // namespace chartbridge
