// `[scanner] kind = "none"`: nothing is scanned, and every medium says so. The start is audited and
// `check` warns, because the clinic must have chosen this.
#pragma once

#include "bridge/ports/content_check.h"

namespace chartbridge::scanner {

// Leaves the content unread. Any thread.
class NoScanner final : public bridge::Scanner {
 public:
  Result<bridge::ScanVerdict, Failure> Scan(bridge::VaultReader& content) override;
};

}  // namespace chartbridge::scanner
