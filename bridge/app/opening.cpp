#include "bridge/app/opening.h"

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

#include "base/id.h"
#include "bridge/consent/clinic_time.h"

namespace chartbridge {
namespace {

using bridge::ItemRow;

constexpr std::size_t kShortestKey = 6;  // digits of a shortened key
constexpr std::string_view kNoItem =
    "there is no item with this key or id (messages list shows them; a key may be shortened to its "
    "first 6 digits or more)";

// The beginning of a key, in lower case; "" when `name` cannot be one.
std::string AsKeyPrefix(const std::string& name) {
  std::string prefix;
  std::size_t digits = 0;
  for (const char c : name) {
    const char lower = c >= 'A' && c <= 'F' ? char(c - 'A' + 'a') : c;
    const bool digit = (lower >= '0' && lower <= '9') || (lower >= 'a' && lower <= 'f');
    if (!digit && lower != '-') return "";
    digits += digit ? 1 : 0;
    prefix.push_back(lower);
  }
  return digits >= kShortestKey && prefix.size() <= 36 ? prefix : "";
}

using Found = Result<std::optional<ItemRow>, Failure>;

Found FindByBeginning(StoreParts& parts, const std::string& prefix) {
  bridge::ItemFilter filter;
  filter.key_prefix = prefix;
  filter.limit = 2;
  std::vector<std::string> keys;
  const auto listed = parts.store->queries().List(filter, [&](const ItemRow& row) {
    keys.push_back(row.key);
    return keys.size() < 2;
  });
  if (!listed) return Unexpected<Failure>(listed.error());
  if (keys.size() > 1)
    return Fail(FailureKind::kAmbiguous, "more than one key begins so; give more of its digits");
  return keys.empty() ? Found(std::nullopt) : parts.store->items().Find(keys.front());
}

Found FindByProviderId(StoreParts& parts, const Settings& settings, const std::string& id) {
  std::optional<ItemRow> found;
  for (const ChannelSettings& channel : settings.channels) {
    auto row = parts.store->items().FindByProviderId(channel.id, id);
    if (!row) return row;
    if (*row && found)
      return Fail(FailureKind::kAmbiguous,
                  "this id names more than one item; use its key (messages list)");
    if (*row) found = std::move(**row);
  }
  return found;
}

Found Named(StoreParts& parts, const Settings& settings, const std::string& name) {
  if (IsUuid(name)) return parts.store->items().Find(name);
  auto found = FindByProviderId(parts, settings, name);
  const std::string prefix = AsKeyPrefix(name);
  if (!found || *found || prefix.empty()) return found;
  return FindByBeginning(parts, prefix);
}

}  // namespace

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
  auto found = Named(parts, settings, name);
  if (!found) return Complain(found.error()), std::nullopt;
  if (!*found) return Complain(std::string(kNoItem)), std::nullopt;
  return std::move(*found);
}

bridge::service::ItemPorts ItemsOf(StoreParts& parts) {
  return {parts.store->queries(), parts.store->items(), parts.store->links(), parts.channels};
}

bool IsPatient(const std::string& reference) {
  constexpr std::string_view kType = "Patient/";
  return reference.starts_with(kType) && reference.size() > kType.size();
}

std::optional<Instant> ReadInstantOrDate(const Settings& settings, const std::string& text) {
  const auto clock = bridge::consent::ClinicTime::In(settings.clinic.timezone);
  return clock ? clock->ReadStart(text) : std::nullopt;
}

int Printed() {
  std::cout.flush();
  return std::cout ? kDone : Complain("the output cannot be written; is the disk full?");
}

bridge::run::StaffActions MakeStaff(const Settings& settings, StoreParts& parts,
                                    bridge::PatientDirectory* directory) {
  const bridge::run::RunSettings run = MakeRunSettings(settings);
  bridge::PatientDirectory& asked = directory != nullptr ? *directory : parts.nobody;
  return {{parts.store->items(), parts.store->links(), asked, parts.channels, parts.clock},
          {run.flow, run.country, "cli"}};
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
