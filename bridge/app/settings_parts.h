// The sections of the settings, each read by a function of its own.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "bridge/app/settings_section.h"

namespace chartbridge {

void ReadServer(Section section, ServerSettings& server);
void ReadStore(Section section, const Reading& reading, StoreSettings& store);
void ReadVault(Section section, const Reading& reading, VaultSettings& vault);
void ReadKeys(Section section, KeysSettings& keys);
void ReadScanner(Section section, ScannerSettings& scanner);
void ReadClinic(Section section, ClinicSettings& clinic);
// "09:00", "24:00"; "sun".
std::string TimeText(std::chrono::minutes time);
std::string_view DayText(std::chrono::weekday day);
void ReadChannels(Section& root, std::vector<ChannelSettings>& channels);
void ReadEhr(Section section, EhrSettings& ehr);
void ReadChart(Section section, ChartSettings& chart);
void ReadConsent(Section section, ConsentSettings& consent);
void ReadTexts(Section section, TextsSettings& texts);
void ReadAudit(Section section, AuditSettings& audit);
void ReadSmart(Section section, SmartSettings& smart);

// Looks at every file of a secret that the settings name, the master key first.
void CheckSecrets(const Settings& settings, Reading& reading);

// `rule` as settings_rules.h answers; "" is no fault.
void Apply(Section& section, std::string_view name, const std::string& rule);
std::string WithoutSlash(std::string url);

}  // namespace chartbridge
