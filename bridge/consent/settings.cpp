// Settings of the gate out of JSON, and the gate's values into JSON.
#include <algorithm>
#include <array>

#include "bridge/consent/clinic_time.h"
#include "bridge/consent/code_tables.h"
#include "bridge/consent/decide.h"

namespace chartbridge::bridge::consent {
namespace {

using fhir::json::Value;

// Each reads one member of `config`; false when it cannot be used.
struct Key {
  std::string_view name;
  bool (*read)(const Value& value, Settings& into);
};

bool ReadWord(const Value& value, std::initializer_list<std::string_view> allowed,
              std::string& into) {
  into = value.text();
  return std::find(allowed.begin(), allowed.end(), value.text()) != allowed.end();
}

bool ReadBool(const Value& value, bool& into) {
  into = value.boolean().value_or(into);
  return value.is_bool();
}

bool ReadNumber(const Value& value, std::int64_t most, int& into) {
  const auto number = value.integer();
  if (!number || *number < 0 || *number > most) return false;
  into = int(*number);
  return true;
}

bool ReadBases(const Value& value, std::vector<std::string>& into) {
  into.clear();
  for (const Value& base : value.items()) into.push_back(base.text());
  return value.is_array() && std::find(into.begin(), into.end(), "") == into.end();
}

constexpr int kOldest = 150;
constexpr int kOneDay = 86400;

constexpr auto kKeys = std::to_array<Key>({
    {"noConsent",
     [](const Value& v, Settings& s) {
       return ReadWord(v, {"deny", "hold", "permit-treatment"}, s.no_consent);
     }},
    {"conflict",
     [](const Value& v, Settings& s) {
       return ReadWord(v, {"deny-overrides", "most-recent"}, s.conflict);
     }},
    {"requireVerification",
     [](const Value& v, Settings& s) { return ReadBool(v, s.require_verification); }},
    {"channelMustBeNamed",
     [](const Value& v, Settings& s) { return ReadBool(v, s.channel_must_be_named); }},
    {"acceptTestData", [](const Value& v, Settings& s) { return ReadBool(v, s.accept_test_data); }},
    {"majorityAge",
     [](const Value& v, Settings& s) { return ReadNumber(v, kOldest, s.majority_age); }},
    {"timezone",
     [](const Value& v, Settings& s) {
       s.timezone = v.text();
       return ClinicTime::In(v.text()).has_value();
     }},
    {"defaultConfidentiality",
     [](const Value& v, Settings& s) {
       s.default_confidentiality = v.text();
       return ConfidentialityRank(v.text()).has_value();
     }},
    {"clockSkewSeconds",
     [](const Value& v, Settings& s) { return ReadNumber(v, kOneDay, s.clock_skew_seconds); }},
    {"fhirBases", [](const Value& v, Settings& s) { return ReadBases(v, s.fhir_bases); }},
});

}  // namespace

Result<Settings, Issue> ReadSettings(const Value& config, const Settings& defaults) {
  Settings settings = defaults;
  if (config.is_null()) return settings;
  if (!config.is_object()) return Fault("structure", "config", "config must be an object");
  for (const auto& [name, value] : *config.object()) {
    const auto key =
        std::find_if(kKeys.begin(), kKeys.end(), [&](const Key& k) { return k.name == name; });
    if (key == kKeys.end()) return Fault("not-supported", "config", "config has an unknown member");
    const std::string path = "config." + std::string(key->name);
    if (!key->read(value, settings)) return Fault("value", path, path + " cannot be used");
  }
  return settings;
}

}  // namespace chartbridge::bridge::consent
