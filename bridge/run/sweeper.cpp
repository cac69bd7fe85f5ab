#include "bridge/run/sweeper.h"

#include <algorithm>
#include <string>
#include <vector>

namespace chartbridge::bridge::run {
namespace {

constexpr std::chrono::hours kDaily(24);
constexpr std::chrono::hours kAfterStart(1);
constexpr std::chrono::hours kUnderWay(1);
constexpr std::size_t kObjectsAtOnce = 256;

}  // namespace

Result<bool, Failure> Sweeper::RunOnce(const std::stop_token& stop) {
  const Instant now = ports_.clock.Now();
  const auto begun = ports_.housekeeping.BeginSweep(now, swept_ ? kDaily : kAfterStart);
  if (!begun) return Unexpected<Failure>(begun.error());
  swept_ = true;
  if (!*begun) return false;
  if (auto done = SweepVault(now - kUnderWay, stop); !done)
    return Unexpected<Failure>(done.error());
  const auto counts = ports_.housekeeping.Sweep(now - kUnderWay);
  if (!counts) return Unexpected<Failure>(counts.error());
  ports_.metrics.swept += counts->keys + counts->payloads;
  ports_.log.Write(LogLevel::kInfo, LogEvent::kSwept,
                   {{"keys", counts->keys}, {"payloads", counts->payloads}});
  return true;
}

Result<void, Failure> Sweeper::SweepVault(Instant before, const std::stop_token& stop) {
  std::vector<std::string> batch;
  Result<void, Failure> trouble;
  std::int64_t removed = 0;
  const auto flush = [&] {
    if (batch.empty()) return;
    const auto named = ports_.housekeeping.Referenced(batch);
    if (!named) {
      trouble = Unexpected<Failure>(named.error());
      return;
    }
    for (const std::string& object : batch) {
      if (std::find(named->begin(), named->end(), object) != named->end()) continue;
      if (ports_.vault.Remove(object)) ++removed;
    }
    batch.clear();
  };
  const auto listed = ports_.vault.List(before, [&](const std::string& object) {
    batch.push_back(object);
    if (batch.size() >= kObjectsAtOnce) flush();
    return trouble.has_value() && !stop.stop_requested();
  });
  if (trouble) flush();
  ports_.metrics.swept += removed;
  if (removed > 0) ports_.log.Write(LogLevel::kInfo, LogEvent::kSwept, {{"objects", removed}});
  return trouble ? listed : trouble;
}

}  // namespace chartbridge::bridge::run
