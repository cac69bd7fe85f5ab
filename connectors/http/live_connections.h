// The connections that are open now, so that a stop can end the idle ones at once and the rest in
// time.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <unordered_map>

namespace chartbridge::http {

class LiveConnections {
 public:
  // Listed for as long as the entry lives; the descriptor must stay open until it is gone.
  class ConnectionEntry {
   public:
    ConnectionEntry(LiveConnections& all, int descriptor);
    ~ConnectionEntry();
    ConnectionEntry(const ConnectionEntry&) = delete;
    ConnectionEntry& operator=(const ConnectionEntry&) = delete;

    // False once the server stops: then there is nothing more to wait for.
    bool SetIdle();
    void SetBusy();

   private:
    LiveConnections& all_;
    int descriptor_;
  };

  int size() const;
  bool stopping() const;

  // Ends those that are idle now or will be; the others at `until`. Returns when all are gone.
  void Close(std::chrono::steady_clock::time_point until);

 private:
  mutable std::mutex mutex_;
  std::condition_variable gone_;
  std::unordered_map<int, bool> idle_;
  bool stopping_ = false;
};

}  // namespace chartbridge::http
