// The threads that keep everything moving (docs/threads.md). All named, all joined.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "bridge/run/context.h"
#include "bridge/run/filer.h"
#include "bridge/run/media_fetcher.h"
#include "bridge/run/splitter.h"

namespace chartbridge::bridge::run {

struct WorkerCounts {
  int filers = 4;
  int media = 2;
};

class Workers {
 public:
  // Starts at once. `node` makes the lease owner's names unique among replicas.
  Workers(const Ports& ports, const RunSettings& settings, const WorkerCounts& counts,
          const std::string& node);
  // Stop(), then joins: each finishes the call it is in.
  ~Workers();
  void Stop();

  // Looks for work now instead of at the next look.
  void Nudge();

 private:
  class Bell;
  // Calls `once` as long as it does something; then waits for the bell or the next look.
  void Loop(std::stop_token stop, const std::string& name,
            const std::function<Result<bool, Failure>()>& once);
  void Start(const std::string& name, std::function<Result<bool, Failure>()> once);

  const Ports& ports_;
  PatientBook book_;
  Line line_;
  Splitter splitter_;
  Filer filer_;
  MediaFetcher media_;
  std::unique_ptr<Bell> bell_;
  std::vector<std::jthread> threads_;
};

}  // namespace chartbridge::bridge::run
