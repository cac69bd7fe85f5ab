// The sockets of one client, so that all its calls can be ended at once. Any thread.
#pragma once

#include <cstdint>
#include <mutex>
#include <set>

namespace chartbridge::http {

class OpenSockets {
 public:
  // Every socket is shut down: whoever waits on one comes back at once. New ones are refused until
  // Resume.
  void Abort();
  void Resume();
  bool aborted() const;
  // One higher with each Abort: a call that began before it knows that it was ended.
  std::uint64_t generation() const;

 private:
  friend class OwnedSocket;
  bool Add(int descriptor);
  void Remove(int descriptor);

  mutable std::mutex mutex_;
  std::set<int> descriptors_;
  bool aborted_ = false;
  std::uint64_t generation_ = 0;
};

// A socket descriptor that is closed when it goes, and known to `sockets` until then.
class OwnedSocket {
 public:
  OwnedSocket(int descriptor, OpenSockets& sockets);
  ~OwnedSocket();
  OwnedSocket(OwnedSocket&& other) noexcept;
  OwnedSocket& operator=(OwnedSocket&&) = delete;

  // False: there is none, or the client is aborted.
  bool usable() const { return usable_; }
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
  OpenSockets* sockets_;
  bool usable_;
};

}  // namespace chartbridge::http
