// Media as durable jobs of their own (design.md section 3): fetched by id, checked, scanned and
// kept in the vault. The text is filed without waiting for them.
#pragma once

#include <string>

#include "bridge/run/context.h"

namespace chartbridge::bridge::run {

class MediaFetcher {
 public:
  MediaFetcher(const Ports& ports, const RunSettings& settings)
      : ports_(ports), settings_(settings) {}

  // Fetches one medium. False when none is due.
  Result<bool, Failure> RunOnce(const std::string& worker);

 private:
  // Why there is no medium now.
  struct Missed {
    Missed(Failure why);  // NOLINT(google-explicit-constructor)
    Missed(Failure why, std::string reason) : failure(std::move(why)), reason(std::move(reason)) {}
    Failure failure;
    std::string reason;
  };
  Result<MediaChange, Missed> Fetch(const ItemRow& row, const MediaRow& media);
  Result<void, Failure> Keep(const std::string& worker, const ItemRow& row,
                             const MediaChange& change);
  void Forget(const std::string& object, std::int64_t key_id);
  Result<MediaChange, Failure> Scan(MediaChange stored, const DataKey& key);
  Result<void, Failure> GiveUpOrWait(const std::string& worker, const ItemRow& row,
                                     const MediaRow& media, const Missed& missed);

  const Ports& ports_;
  const RunSettings& settings_;
};

}  // namespace chartbridge::bridge::run
