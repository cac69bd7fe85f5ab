#include "bridge/run/workers.h"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace chartbridge::bridge::run {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kNextLook(100);
constexpr milliseconds kSweepLook = std::chrono::minutes(10);
constexpr milliseconds kAfterTrouble = seconds(1);
constexpr int kDeliveriesAtOnce = 32;
// Under load the webhook is answered first; what is acknowledged waits on disk.
constexpr int kNicerThanIntake = 10;

}  // namespace

// Wakes all waiting workers; a signal without a waiter is kept.
class Workers::WorkSignal {
 public:
  void Notify() {
    {
      const std::lock_guard lock(mutex_);
      ++count_;
    }
    changed_.notify_all();
  }
  std::uint64_t Count() {
    const std::lock_guard lock(mutex_);
    return count_;
  }
  void Wait(const std::stop_token& stop, std::uint64_t known, milliseconds at_most) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, stop, at_most, [&] { return count_ != known; });
  }
  void Ended() {
    {
      const std::lock_guard lock(mutex_);
      ++ended_;
    }
    changed_.notify_all();
  }
  bool WaitForEnd(std::size_t threads, milliseconds at_most) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, at_most, [&] { return ended_ >= threads; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::uint64_t count_ = 0;
  std::size_t ended_ = 0;
};

Workers::Workers(const Ports& ports, const RunSettings& settings, const WorkerCounts& counts)
    : ports_(ports),
      splitter_(ports, settings),
      lines_(ports, settings),
      media_(ports, settings),
      sweeper_(ports),
      signal_(std::make_unique<WorkSignal>()) {
  Start(
      "leases",
      [this](const std::stop_token&) {
        auto beaten = ports_.leases.Beat();
        return beaten ? Result<bool, Failure>(false) : Unexpected<Failure>(beaten.error());
      },
      kHeartbeat);
  Start(
      "intake-0",
      [this, owner = ports.leases.Make()](const std::stop_token& stop) -> Result<bool, Failure> {
        auto split = splitter_.RunOnce(owner->owner(), kDeliveriesAtOnce, stop);
        if (!split) return Unexpected<Failure>(split.error());
        if (*split > 0) signal_->Notify();
        return *split > 0;
      },
      kNextLook);
  for (int i = 0; i < counts.lines; ++i) {
    Start(
        "line-" + std::to_string(i),
        [this](const std::stop_token& stop) { return lines_.RunOnce(stop); }, kNextLook);
  }
  for (int i = 0; i < counts.media; ++i) {
    Start(
        "media-" + std::to_string(i),
        [this](const std::stop_token&) {
          auto fetched = media_.RunOnce();
          if (fetched && *fetched) signal_->Notify();
          return fetched;
        },
        kNextLook);
  }
  Start(
      "sweep", [this](const std::stop_token& stop) { return sweeper_.RunOnce(stop); }, kSweepLook);
}

Workers::~Workers() { Stop(); }

void Workers::RequestStop() {
  for (std::jthread& thread : threads_) thread.request_stop();
}

bool Workers::WaitUntilStopped(milliseconds patience) {
  return signal_->WaitForEnd(threads_.size(), patience);
}

void Workers::Stop() {
  RequestStop();
  threads_.clear();  // joins
}

void Workers::Notify() { signal_->Notify(); }

void Workers::Start(const std::string& name, Once once, milliseconds next_look) {
  threads_.emplace_back([this, name, once = std::move(once), next_look](std::stop_token stop) {
    Loop(stop, name, once, next_look);
    signal_->Ended();
  });
}

void Workers::Loop(const std::stop_token& stop, const std::string& name, const Once& once,
                   milliseconds next_look) {
  pthread_setname_np(pthread_self(), name.c_str());
  setpriority(PRIO_PROCESS, id_t(gettid()), kNicerThanIntake);  // of this thread alone, on Linux
  // The heartbeat and the sweep keep their own time.
  const bool listens = next_look == kNextLook;
  while (!stop.stop_requested()) {
    const std::uint64_t known = signal_->Count();
    const auto did = once(stop);
    if (did && *did) continue;
    if (!did) {
      ports_.log.Write(LogLevel::kError, LogEvent::kStoreFailed,
                       {{"worker", name}, {"kind", ToString(did.error().kind)}});
    }
    const milliseconds wait = did ? next_look : kAfterTrouble;
    if (listens) {
      signal_->Wait(stop, known, wait);
    } else {
      (void)ports_.clock.WaitUntil(stop, ports_.clock.Steady() + wait);
    }
  }
}

}  // namespace chartbridge::bridge::run
