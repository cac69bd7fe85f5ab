// What looks at content before the gate: labels it, and looks for malware.
#pragma once

#include <string>
#include <vector>

#include "bridge/ports/vault.h"
#include "mappings/message.h"

namespace chartbridge::bridge {

enum class ScanVerdict {
  kClean,       // May go on.
  kNotScanned,  // No scanner is set; audited at start and warned about by `check`.
  kInfected,    // Hold; never file.
  kSuspicious,  // Hold for a person: a bomb, active content, or it cannot be looked into.
};

class Scanner {
 public:
  virtual ~Scanner() = default;
  // Reads it once, in flat memory. kUnreachable: the scanner does not answer; hold as scan-pending
  // and try again. Any other failure is that of reading. Any thread.
  virtual Result<ScanVerdict, Failure> Scan(VaultReader& content) = 0;
};

class Labeller {
 public:
  virtual ~Labeller() = default;
  // Security labels as "system|code". Empty means: looked, found nothing (rule R0, `labels: []`).
  virtual std::vector<std::string> Label(const mappings::Message& message) const = 0;
};

}  // namespace chartbridge::bridge
