// The scanner of `[scanner]`: what content shows by itself, and what clamd says of it where the
// clinic has one. With kind "none" a clean medium says that it was not scanned; the start is
// audited and `check` warns, because the clinic must have chosen this.
#pragma once

#include <optional>

#include "bridge/ports/content_check.h"
#include "connectors/scanner/clamd.h"

namespace chartbridge::scanner {

// Any thread; each Scan has a connection of its own.
class ContentScanner final : public bridge::Scanner {
 public:
  explicit ContentScanner(std::optional<ClamdSettings> clamd = std::nullopt)
      : clamd_(std::move(clamd)) {}

  // Infected beats everything; that clamd does not answer beats what only looks suspicious, so that
  // a person never releases what was not scanned.
  Result<bridge::ScanVerdict, Failure> Scan(bridge::VaultReader& content) override;

 private:
  const std::optional<ClamdSettings> clamd_;
};

}  // namespace chartbridge::scanner
