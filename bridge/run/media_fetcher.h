// Media as durable jobs of their own (design.md section 3): fetched by id, checked, scanned and kept in
// the vault. The text is filed without waiting for them.
#pragma once

#include <string>

#include "bridge/run/context.h"

namespace chartbridge::bridge::run {

class MediaFetcher {
 public:
  MediaFetcher(const Ports& ports, const RunSettings& settings) : ports_(ports), settings_(settings) {}

  // Fetches one medium. False when none is due.
  Result<bool, Failure> RunOnce(const std::string& worker);

 private:
  Result<MediaChange, Failure> Fetch(const ItemRow& row, const MediaRow& media);
  Result<MediaChange, Failure> Scan(MediaChange stored, const DataKey& key);
  Result<void, Failure> GiveUpOrWait(const std::string& worker, const ItemRow& row, const MediaRow& media,
                                     const Failure& failure);

  const Ports& ports_;
  const RunSettings& settings_;
};

}  // namespace chartbridge::bridge::run
