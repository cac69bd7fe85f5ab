#include "connectors/http/session_pool.h"

namespace chartbridge::http {
namespace {

constexpr std::size_t kMostPerOrigin = 64;
constexpr std::size_t kMost = 256;

}  // namespace

std::unique_ptr<Session> SessionPool::Take(const std::string& origin) {
  for (;;) {
    std::unique_ptr<Session> session;
    {
      const std::lock_guard lock(mutex_);
      const auto found = idle_.find(origin);
      if (found == idle_.end()) return nullptr;
      session = std::move(found->second.back());
      found->second.pop_back();
      if (found->second.empty()) idle_.erase(found);
      --count_;
    }
    if (session->Fresh()) return session;
  }
}

void SessionPool::Keep(const std::string& origin, std::unique_ptr<Session> session) {
  const std::lock_guard lock(mutex_);
  auto& idle = idle_[origin];
  if (count_ < kMost && idle.size() < kMostPerOrigin) {
    idle.push_back(std::move(session));
    ++count_;
  }
  if (idle.empty()) idle_.erase(origin);
}

}  // namespace chartbridge::http
