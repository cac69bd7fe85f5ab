#include "bridge/flow/advance.h"

#include "bridge/flow/draft.h"

namespace chartbridge::bridge::flow {

Next Advance(const ItemRow& row, const Event& event, Instant now, double jitter,
             const FlowSettings& settings) {
  Draft draft(row, now, jitter, settings);
  const bool changed = std::visit([&](const auto& one) { return On(draft, one); }, event);
  return draft.Finish(changed);
}

std::vector<Job> FirstJobs(const NewItem& item, Instant now) {
  std::vector<Job> jobs;
  if (item.state == Progress::kParsed) jobs.push_back({JobKind::kMatch, 0, Turn::kInOrder, now});
  if (item.state == Progress::kHeld && item.deadline)
    jobs.push_back({JobKind::kExpire, 0, Turn::kAnyTime, item.deadline});
  for (const MediaRow& medium : item.media) {
    if (medium.progress == MediaProgress::kPending)
      jobs.push_back({JobKind::kFetch, medium.number, Turn::kAnyTime, now});
  }
  return jobs;
}

}  // namespace chartbridge::bridge::flow
