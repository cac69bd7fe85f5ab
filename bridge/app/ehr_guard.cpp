#include "bridge/app/ehr_guard.h"

#include <pthread.h>

#include <algorithm>

namespace chartbridge {
namespace {

constexpr std::chrono::seconds kFirstWait{1};
constexpr std::chrono::seconds kLongestWait{60};
constexpr std::string_view kNotLooked = "the EHR is still being looked at; nothing is written yet";

bridge::SendOutcome Closed(std::string why) {
  return {{}, Fail(FailureKind::kUnreachable, std::move(why)).error()};
}

}  // namespace

EhrGuard::EhrGuard(bridge::Ehr& inner, std::function<std::vector<std::string>()> missing,
                   bridge::run::EhrCircuit& circuit, Clock& clock, Log& log)
    : inner_(inner),
      missing_(std::move(missing)),
      circuit_(circuit),
      clock_(clock),
      log_(log),
      why_closed_(kNotLooked) {
  circuit_.Bar();
}

EhrGuard::~EhrGuard() { Stop(); }

void EhrGuard::Start(std::chrono::milliseconds patience) {
  thread_ = std::jthread([this](const std::stop_token& stop) {
    pthread_setname_np(pthread_self(), "ehr-check");
    Run(stop);
  });
  std::unique_lock lock(mutex_);
  looked_.wait_for(lock, patience, [this] { return why_closed_ != kNotLooked; });
}

void EhrGuard::Stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void EhrGuard::Run(const std::stop_token& stop) {
  for (auto wait = kFirstWait; !stop.stop_requested(); wait = std::min(2 * wait, kLongestWait)) {
    Keep(missing_());
    if (WhyClosed().empty()) return circuit_.Lift();
    clock_.WaitUntil(stop, clock_.Steady() + wait);
  }
}

void EhrGuard::Keep(const std::vector<std::string>& missing) {
  std::string list;
  for (const std::string& one : missing) list += (list.empty() ? "" : ", ") + one;
  std::string why;
  if (!list.empty()) {
    why = "the EHR cannot do what filing needs (" + list +
          "); nothing is written until it can: see `chartbridge check`";
    log_.Write(LogLevel::kError, LogEvent::kPushFailed,
               {{"reason", "ehr-not-offered"}, {"missing", list}});
  }
  {
    const std::lock_guard lock(mutex_);
    why_closed_ = std::move(why);
  }
  looked_.notify_all();
}

std::string EhrGuard::WhyClosed() const {
  const std::lock_guard lock(mutex_);
  return why_closed_;
}

bridge::SendOutcome EhrGuard::Send(const bridge::Payload& payload) {
  std::string why = WhyClosed();
  return why.empty() ? inner_.Send(payload) : Closed(std::move(why));
}

bridge::SendOutcome EhrGuard::Amend(const bridge::Payload& payload) {
  std::string why = WhyClosed();
  return why.empty() ? inner_.Amend(payload) : Closed(std::move(why));
}

}  // namespace chartbridge
