// Where deliveries wait until they are split into items.
#pragma once

#include <cstdint>
#include <functional>
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
  std::int64_t split = 0;  // how many of its items were split off already (Items::Split)
  int failures = 0;        // how often it could not be split
  RawDelivery raw;
};

// How many deliveries were given up by themselves after they failed so often.
inline constexpr int kParkAfter = 3;

class Inbox {
 public:
  virtual ~Inbox() = default;

  // Called once, from a thread of the store: it returns soon and calls nothing back.
  using Done = std::function<void(Result<Seq, Failure>)>;

  // Tells `done` once the delivery is on disk, so that 200 may be answered (promise P1). Groups
  // whatever is waiting into one commit. kFull when the queue is full or the disk is, or when
  // `deadline` came first; after a failed sync every later call fails too, because the state of the
  // disk is then unknown. Any thread; does not wait.
  virtual void Append(RawDelivery raw, Deadline deadline, Done done) = 0;
  // The same for a caller that waits for the answer.
  Result<Seq, Failure> AppendAndWait(RawDelivery raw, Deadline deadline);

  // Takes up to `limit` of the oldest deliveries that are not split yet and that no other worker
  // holds, under a lease until `lease_until`. They come decrypted, oldest first. Deliveries whose
  // content cannot be decrypted are left out and reported by kCorrupt when nothing else is waiting;
  // parked ones are left out.
  virtual Result<std::vector<StoredDelivery>, Failure> Claim(const std::string& worker, Instant now,
                                                             Instant lease_until, int limit) = 0;

  // Counts a failed attempt to split it; the third one parks it: it is kept, and Claim passes over
  // it until Unpark. True when it is parked now.
  virtual Result<bool, Failure> Failed(Seq seq) = 0;
  virtual Result<std::int64_t, Failure> CountParked() = 0;
  // Gives every parked delivery its three attempts again. How many.
  virtual Result<std::int64_t, Failure> Unpark() = 0;

  // How many wait, and whether Append would be refused now. Cheap; any thread.
  virtual std::int64_t Depth() const = 0;
  virtual bool Accepting() const = 0;
};

}  // namespace chartbridge::bridge
