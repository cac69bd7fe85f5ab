#include "bridge/run/workers.h"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace chartbridge::bridge::run {
namespace {

constexpr std::chrono::milliseconds kNextLook(100);
constexpr std::chrono::seconds kAfterTrouble(1);
constexpr int kDeliveriesAtOnce = 32;
// Under load the webhook is answered first; what is acknowledged waits on disk.
constexpr int kNicerThanIntake = 10;

}  // namespace

// Rings for everybody at once; a ring while nobody listens is kept.
class Workers::Bell {
 public:
  void Ring() {
    {
      const std::lock_guard lock(mutex_);
      ++rings_;
    }
    rung_.notify_all();
  }
  std::uint64_t Rings() {
    const std::lock_guard lock(mutex_);
    return rings_;
  }
  void Wait(std::stop_token stop, std::uint64_t heard, std::chrono::milliseconds at_most) {
    std::unique_lock lock(mutex_);
    rung_.wait_for(lock, stop, at_most, [&] { return rings_ != heard; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any rung_;
  std::uint64_t rings_ = 0;
};

Workers::Workers(const Ports& ports, const RunSettings& settings, const WorkerCounts& counts,
                 const std::string& node)
    : ports_(ports),
      book_(ports),
      splitter_(ports, settings),
      filer_(ports, settings, book_, line_),
      media_(ports, settings),
      bell_(std::make_unique<Bell>()) {
  Start("intake-0", [this, node] {
    auto split = splitter_.RunOnce(node + "/intake-0", kDeliveriesAtOnce);
    if (!split) return Result<bool, Failure>(Unexpected<Failure>(split.error()));
    if (*split > 0) bell_->Ring();
    return Result<bool, Failure>(*split > 0);
  });
  for (int i = 0; i < counts.filers; ++i) {
    const std::string name = "filer-" + std::to_string(i);
    Start(name, [this, worker = node + "/" + name] { return filer_.RunOnce(worker); });
  }
  for (int i = 0; i < counts.media; ++i) {
    const std::string name = "media-" + std::to_string(i);
    Start(name, [this, worker = node + "/" + name] {
      auto fetched = media_.RunOnce(worker);
      if (fetched && *fetched) bell_->Ring();
      return fetched;
    });
  }
}

Workers::~Workers() { Stop(); }

void Workers::Stop() {
  for (std::jthread& thread : threads_) thread.request_stop();
  threads_.clear();  // joins
}

void Workers::Nudge() { bell_->Ring(); }

void Workers::Start(const std::string& name, std::function<Result<bool, Failure>()> once) {
  threads_.emplace_back(
      [this, name, once = std::move(once)](std::stop_token stop) { Loop(stop, name, once); });
}

void Workers::Loop(std::stop_token stop, const std::string& name,
                   const std::function<Result<bool, Failure>()>& once) {
  pthread_setname_np(pthread_self(), name.c_str());
  setpriority(PRIO_PROCESS, id_t(gettid()), kNicerThanIntake);  // of this thread alone, on Linux
  while (!stop.stop_requested()) {
    const std::uint64_t heard = bell_->Rings();
    const auto did = once();
    if (did && *did) continue;
    if (!did) {
      ports_.log.Write(LogLevel::kError, LogEvent::kStoreFailed,
                       {{"worker", name}, {"kind", ToString(did.error().kind)}});
    }
    bell_->Wait(stop, heard, did ? kNextLook : std::chrono::milliseconds(kAfterTrouble));
  }
}

}  // namespace chartbridge::bridge::run
