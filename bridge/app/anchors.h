// The anchors of the audit chains (P10; reference/audit-and-roles.md section 2): the heads, signed
// and kept in a file that the database role cannot write. They find what the chain alone cannot: a
// chain rewritten to its end, or cut.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "bridge/service/trail.h"
#include "connectors/crypto/keyring.h"

namespace chartbridge {

// The anchors in `file`, one a line. A blank path, or a file that is not there yet: none. kCorrupt
// names the line that is no anchor; the text is one sentence.
Result<std::vector<bridge::audit::SignedAnchor>, Failure> ReadAnchors(
    const std::filesystem::path& file);

// The public keys of the ring's anchor keys.
bridge::audit::AnchorKeys PublicKeysOf(const crypto::KeyRing& ring);

// Where the public keys stand for those who have no master key: FILE.keys, a JSON object of name
// and 64 hex digits.
std::filesystem::path PublishedKeys(const std::filesystem::path& file);
// kCorrupt when the file is no such object; one that cannot be read is kNotFound.
Result<bridge::audit::AnchorKeys, Failure> ReadKeys(const std::filesystem::path& file);

// Signs the head of each chain that moved since its last anchor in `file`, appends the lines with
// one sync, and publishes the keys beside it. Processes that share the file take turns. Gives what
// it wrote. A chain that is shorter than its last anchor, or has another hash there, is kCorrupt
// and gets no further anchor: `audit verify` says where.
Result<std::vector<bridge::audit::SignedAnchor>, Failure> AnchorChains(
    const std::filesystem::path& file, const crypto::KeyRing& ring, bridge::AuditTrail& trail,
    Instant now);

// Anchors while the service runs: at Start, then every `every` or 1,000 entries, and at Stop. A
// failure is logged and tried again; nothing waits for it.
class AnchorTimer {
 public:
  AnchorTimer(std::filesystem::path file, std::chrono::seconds every, const crypto::KeyRing& ring,
              bridge::AuditTrail& trail, Clock& clock, Log& log);
  // Does nothing without a file. The sentence of a file that cannot be written: a wrong setting is
  // found at the start. A chain that is not the anchored one is logged, and the service serves.
  std::optional<std::string> Start();
  void Stop();

 private:
  bool Due(Deadline last);
  Result<void, Failure> Sign();

  const std::filesystem::path file_;
  const std::chrono::seconds every_;
  const crypto::KeyRing& ring_;
  bridge::AuditTrail& trail_;
  Clock& clock_;
  Log& log_;
  std::int64_t signed_ = 0;  // entries of all chains when they were last signed
  std::jthread thread_;      // "anchors"; the members above are its own while it runs
};

}  // namespace chartbridge
