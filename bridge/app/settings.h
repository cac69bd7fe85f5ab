// What a clinic can set (contract.md, Settings): one TOML file, each key also as
// CHARTBRIDGE_SECTION__KEY. docs/chartbridge.sample.toml is the manual; the values here are its
// defaults. Secrets are never in here, only the paths of their files (secret_file.h).
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/issue.h"
#include "bridge/hours/opening.h"
#include "connectors/whatsapp/channel_settings.h"

namespace chartbridge {

struct ServerSettings {
  std::string listen = "127.0.0.1:8080";
  std::string address = "127.0.0.1";  // of `listen`
  int port = 8080;                    // of `listen`; 0: any free one
  std::string public_url;             // "" when the clinic has none yet
  bool operator==(const ServerSettings&) const = default;
};

struct StoreSettings {
  // "sqlite:/absolute/path" or "postgresql://user@host/db", without a password.
  std::string url = "sqlite:chartbridge.db";
  std::filesystem::path password_file;  // of the PostgreSQL user; "" for none
  bool operator==(const StoreSettings&) const = default;
};

struct VaultSettings {
  std::string url = "file:media";  // "file:/absolute/path"
  bool operator==(const VaultSettings&) const = default;
};

struct KeysSettings {
  std::filesystem::path master_file = "master.key";
  bool operator==(const KeysSettings&) const = default;
};

struct ScannerSettings {
  std::string kind = "none";  // or "clamd"
  std::string socket;         // of clamd; "": by host and port
  std::string host = "127.0.0.1";
  int port = 3310;
  int timeout_seconds = 120;  // for one file as a whole
  int most_megabytes = 100;   // as clamd's StreamMaxLength
  bool operator==(const ScannerSettings&) const = default;
};

struct ClinicSettings {
  std::string id = "demo";  // the tenant; never changes once data exist
  std::string name = "Clinic";
  std::string timezone = "UTC";              // IANA
  std::vector<std::string> languages{"en"};  // first: the one that is used when nothing is known
  std::string default_country;   // ISO 3166; "" reads only numbers that name their country
  std::string emergency_number;  // "" for none
  std::vector<bridge::hours::Shift> hours;       // none: always open, holidays apart
  std::vector<bridge::hours::Holiday> holidays;  // no two include the same date
  bool operator==(const ClinicSettings&) const = default;
};

// One struct as long as there is one kind; what its keys mean is the kind's (its folder).
using ChannelSettings = whatsapp::ChannelSettings;

struct EhrSettings {
  std::string kind = "fhir";
  std::string base_url;  // "": the embedded chart. No slash at the end
  std::string auth = "none";
  std::string user;                                  // auth = "basic"
  std::filesystem::path password_file;               // auth = "basic"
  std::filesystem::path token_file;                  // auth = "bearer"
  std::string organization = "Organization/clinic";  // the recipient that consent is asked for
  std::string device = "Device/chartbridge";
  bool allow_http = false;  // to another host than this one; `check` shows it as a fault
  bool embedded() const { return base_url.empty(); }
  bool operator==(const EhrSettings&) const = default;
};

struct ChartSettings {
  std::filesystem::path file = "chart.db";
  bool beside_ehr = false;  // serve /fhir although an EHR is set
  bool operator==(const ChartSettings&) const = default;
};

struct ConsentSettings {
  std::string when_missing = "deny";  // rule R13: deny, hold, permit-treatment
  bool channel_must_be_named = true;  // rule R8a
  int quarantine_hours = 72;
  int hold_days = 14;
  bool operator==(const ConsentSettings&) const = default;
};

struct TextsSettings {
  std::filesystem::path folder;  // the clinic's own versions, *.json; "": what the program carries
  bool operator==(const TextsSettings&) const = default;
};

struct AuditSettings {
  std::filesystem::path anchor_file;  // one JSON line an anchor; "": nothing is anchored
  std::string anchor_every = "15m";   // a number and s, m or h
  std::chrono::seconds every{900};    // of `anchor_every`
  bool operator==(const AuditSettings&) const = default;
};

struct SmartSettings {
  std::vector<std::string> issuers;             // FHIR servers that may launch /chart/
  std::string client_id = "chartbridge-chart";  // as /chart/ is registered with them
  std::vector<std::string> connect;             // further origins it may speak to (token endpoints)
  std::vector<std::string> frame_ancestors;     // origins that may show it in a frame
  bool operator==(const SmartSettings&) const = default;
};

// After LoadSettings every path is absolute.
struct Settings {
  ServerSettings server;
  StoreSettings store;
  VaultSettings vault;
  KeysSettings keys;
  ScannerSettings scanner;
  ClinicSettings clinic;
  std::vector<ChannelSettings> channels;
  EhrSettings ehr;
  ChartSettings chart;
  ConsentSettings consent;
  TextsSettings texts;
  AuditSettings audit;
  SmartSettings smart;
  bool operator==(const Settings&) const = default;
};

enum class SecretFiles {
  kMustBeGood,   // serve, check and all that open the store
  kNotLookedAt,  // `keys create`, which makes one of them; `settings --print`; `map`
};

using Environment = std::map<std::string, std::string>;
using SettingFlags = std::map<std::string, std::string>;  // "server.listen" -> value

// File, then environment, then flags; the later wins. Relative paths start at the folder of `file`,
// without a file at CHARTBRIDGE_DATA ("./var" when that is not set either). The error holds every
// fault at once: `expression` is the key ("channel[0].id"), `text` one sentence with what to do.
Result<Settings, std::vector<Issue>> LoadSettings(const std::optional<std::filesystem::path>& file,
                                                  const Environment& environment,
                                                  const SettingFlags& flags = {},
                                                  SecretFiles secrets = SecretFiles::kMustBeGood);

// TOML that loads again to the same settings from any folder.
std::string PrintSettings(const Settings& settings);

// The environment of this process.
Environment ReadEnvironment();

}  // namespace chartbridge
