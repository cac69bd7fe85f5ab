// Settings and store as the commands open them, with the sentences for what went wrong.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "bridge/app/commands.h"
#include "bridge/app/parts.h"
#include "bridge/run/staff_actions.h"
#include "bridge/service/pages.h"

namespace chartbridge {

// The settings file that --config or the default places name; nullopt when there is none.
std::optional<std::filesystem::path> FindConfig(const Common& common);

// nullopt after all faults were printed.
std::optional<Settings> OpenSettings(const Common& common,
                                     SecretFiles secrets = SecretFiles::kMustBeGood);

// Opens settings and store, runs `work`, closes. The code of `work`, or 1 or 2 after a sentence.
int WithStore(const Common& common, const std::function<int(const Settings&, StoreParts&)>& work);

// The item, with content, that a key, a unique beginning of one (at least 6 digits) or a provider's
// id names; nullopt after a sentence.
std::optional<bridge::ItemRow> FindItem(StoreParts& parts, const Settings& settings,
                                        const std::string& name);

// What questions about items are asked of.
bridge::service::ItemPorts ItemsOf(StoreParts& parts);

// "Patient/…"
bool IsPatient(const std::string& reference);

// An instant; a date or a time of day without zone is the clinic's ([clinic] timezone).
std::optional<Instant> ReadInstantOrDate(const Settings& settings, const std::string& text);
// What ReadInstantOrDate takes, as the end of a sentence that begins with the option.
inline constexpr const char* kTakesInstant =
    " takes an instant such as 2026-11-22T06:00:00Z, or a date or time of the clinic such as "
    "2026-11-22 or 2026-11-22T08:30";

// kDone, once everything printed has left; else 1 after a sentence: a full disk is no success.
int Printed();

// What a person does from here, as StaffActions takes it. `ehr`: nullptr for steps that ask nobody.
// The result outlives neither of them.
bridge::run::StaffActions MakeStaff(const Settings& settings, StoreParts& parts,
                                    bridge::PatientDirectory* directory = nullptr);

// One step of a person with the item that `name` names; prints where it stands then.
using StaffStep = std::function<Result<bridge::ItemRow, Failure>(const Settings&, StoreParts&,
                                                                 const bridge::ItemRow&)>;
int TakeStaffStep(const Common& common, const std::string& name, const StaffStep& step);

std::optional<std::string> ReadWholeFile(const std::string& path);

}  // namespace chartbridge
