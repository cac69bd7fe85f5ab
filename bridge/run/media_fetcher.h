// Media as durable jobs of their own (design.md section 3): fetched by id, checked, scanned and
// kept in the vault. The text is filed without waiting for them.
#pragma once

#include <optional>
#include <string>

#include "bridge/run/context.h"

namespace chartbridge::bridge::run {

class MediaFetcher {
 public:
  explicit MediaFetcher(const Ports& ports, const RunSettings& settings)
      : ports_(ports), settings_(settings) {}

  // Fetches one medium. False when none is due.
  Result<bool, Failure> RunOnce();

 private:
  struct Missed {  // why there is no medium now
    Failure failure;
    Reason reason = Reason::kNone;
  };
  Result<MediaRow, Missed> Fetch(const ItemRow& item, const MediaRow& medium);
  Result<MediaRow, Missed> Scan(MediaRow stored, const DataKey& key);
  // Writes down what came of it; `stored`: what a refused claim leaves to nobody.
  Result<void, Failure> Record(const ItemKey& key, const flow::Event& event,
                               const MediaRow* stored);
  void Forget(const std::string& object, std::int64_t key_id);

  const Ports& ports_;
  const RunSettings& settings_;
};

}  // namespace chartbridge::bridge::run
