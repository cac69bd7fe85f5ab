// The threads that keep everything moving (docs/threads.md). All named, all joined.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "bridge/run/context.h"
#include "bridge/run/line_worker.h"
#include "bridge/run/media_fetcher.h"
#include "bridge/run/splitter.h"
#include "bridge/run/sweeper.h"

namespace chartbridge::bridge::run {

struct WorkerCounts {
  int lines = 4;
  int media = 2;
};

class Workers {
 public:
  // Starts at once.
  Workers(const Ports& ports, const RunSettings& settings, const WorkerCounts& counts);
  // Stop(), then joins: each finishes the call it is in.
  ~Workers();
  // Every worker ends after the effect it is at; what it learned is stored.
  void RequestStop();
  // True once every thread has ended; waits at most `patience`.
  bool WaitUntilStopped(std::chrono::milliseconds patience);
  void Stop();

  // Looks for work now instead of at the next look.
  void Notify();

 private:
  class WorkSignal;
  using Once = std::function<Result<bool, Failure>(const std::stop_token&)>;
  // Calls `once` as long as it does something; then waits for the signal or the next look.
  void Loop(const std::stop_token& stop, const std::string& name, const Once& once,
            std::chrono::milliseconds next_look);
  void Start(const std::string& name, Once once, std::chrono::milliseconds next_look);

  const Ports& ports_;
  Splitter splitter_;
  LineWorker lines_;
  MediaFetcher media_;
  Sweeper sweeper_;
  std::unique_ptr<WorkSignal> signal_;
  std::vector<std::jthread> threads_;
};

}  // namespace chartbridge::bridge::run
