#include <iostream>

#include "bridge/app/commands.h"
#include "bridge/app/opening.h"
#include "bridge/hours/opening.h"
#include "fhir/json/write.h"

namespace chartbridge {
namespace {

using fhir::json::Value;

Value TextOf(const std::optional<Instant>& at) { return at ? Value(ToDateTimeText(*at)) : Value(); }

}  // namespace

int HoursShow(const Common& common, const std::string& at) {
  const auto instant = ParseInstant(at);
  if (!instant)
    return Complain("--at takes an instant with its zone, such as 2026-09-21T08:00:00Z", kWrongUse);
  const auto settings = OpenSettings(common, SecretFiles::kNotLookedAt);
  if (!settings) return kWrongUse;
  const ClinicSettings& clinic = settings->clinic;
  const auto opening =
      bridge::hours::OpenAt({clinic.timezone, clinic.hours, clinic.holidays}, *instant);
  if (!opening) return Complain("the time zones cannot be read; install the package tzdata");
  std::cout << fhir::json::Write(fhir::json::Object{
                   {"at", TextOf(instant)},
                   {"open", opening->open},
                   {"closes_at", TextOf(opening->closes_at)},
                   {"opens_at", TextOf(opening->opens_at)},
                   {"holiday", opening->holiday.empty() ? Value() : Value(opening->holiday)}})
            << "\n";
  return Printed();
}

}  // namespace chartbridge
