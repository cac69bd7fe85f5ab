#include "bridge/app/health.h"

#include <pthread.h>

#include "words/say.h"

namespace chartbridge {
namespace {

api::Health StateOf(Grade grade) {
  switch (grade) {
    case Grade::kFine:
      return api::Health::kOk;
    case Grade::kWarning:
      return api::Health::kWarning;
    case Grade::kFault:
      return api::Health::kFault;
    case Grade::kUnknown:
      return api::Health::kUnknown;
  }
  return api::Health::kUnknown;
}

}  // namespace

Health::Health(std::function<std::vector<Finding>()> check, const Clock& clock,
               HealthSettings settings)
    : check_(std::move(check)),
      clock_(clock),
      settings_(settings),
      thread_([this](std::stop_token stop) {
        pthread_setname_np(pthread_self(), "health");
        Run(stop);
      }) {}

Health::~Health() { Stop(); }

void Health::Stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void Health::Run(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  while (changed_.wait(lock, stop, [this] { return wanted_; })) {
    lock.unlock();
    std::vector<api::PartHealth> parts;
    const std::vector<Finding> findings = check_();
    const Instant now = clock_.Now();
    for (const Finding& one : findings)
      parts.push_back({one.part, StateOf(one.grade), one.said, one.advice, now});
    lock.lock();
    parts_ = std::move(parts);
    checked_ = clock_.Steady();
    wanted_ = false;
    changed_.notify_all();
  }
}

std::vector<api::PartHealth> Health::Read() {
  std::unique_lock lock(mutex_);
  if (!checked_ || clock_.Steady() - *checked_ >= settings_.fresh) {
    wanted_ = !thread_.get_stop_token().stop_requested();
    changed_.notify_all();
  }
  changed_.wait_for(lock, settings_.patience, [this] { return !wanted_; });
  if (checked_) return parts_;
  return {{"checks", api::Health::kUnknown, {words::Say("checks-begin")}, {}, clock_.Now()}};
}

}  // namespace chartbridge
