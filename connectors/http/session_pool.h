// Sessions that wait for their next call, by origin. Any thread.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "connectors/http/session.h"

namespace chartbridge::http {

class SessionPool {
 public:
  // The one that was used last, if it is still fresh; nullptr when there is none.
  std::unique_ptr<Session> Take(const std::string& origin);
  // Keeps it, unless this origin or all origins together have enough.
  void Keep(const std::string& origin, std::unique_ptr<Session> session);

 private:
  void DropStale();

  std::mutex mutex_;
  std::map<std::string, std::vector<std::unique_ptr<Session>>> idle_;
  std::size_t count_ = 0;
};

}  // namespace chartbridge::http
