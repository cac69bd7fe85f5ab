// Where deliveries wait until they are split into items.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/failure.h"

namespace chartbridge::bridge {

// One webhook POST as it came (design.md section 1). Its bytes are patient words.
struct RawDelivery {
  std::string provider;                  // "whatsapp-cloud"
  std::vector<std::string> verified_by;  // channels whose secret verifies the signature
  std::string body;
  Instant received;
};

using Seq = std::int64_t;

struct StoredDelivery {
  Seq seq = 0;
  RawDelivery raw;
};

class Inbox {
 public:
  virtual ~Inbox() = default;

  // Returns once the delivery is on disk, so the caller may answer 200 (promise P1). Groups
  // whatever is waiting into one commit. kFull when the queue is full or the disk is; after a
  // failed sync every later call fails too, because the state of the disk is then unknown. Any
  // thread; waits until `deadline`, then kFull.
  virtual Result<Seq, Failure> Append(RawDelivery raw, Deadline deadline) = 0;

  // Takes up to `limit` of the oldest deliveries that are not split yet and that no other worker
  // holds, under a lease until `lease_until`. They come decrypted, oldest first. Deliveries whose
  // content cannot be decrypted are left out and reported by kCorrupt when nothing else is waiting.
  virtual Result<std::vector<StoredDelivery>, Failure> Claim(const std::string& worker, Instant now,
                                                             Instant lease_until, int limit) = 0;

  // How many wait, and whether Append would be refused now. Cheap; any thread.
  virtual std::int64_t Depth() const = 0;
  virtual bool Accepting() const = 0;
};

}  // namespace chartbridge::bridge
