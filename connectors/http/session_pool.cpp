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
  if (count_ == kMost) DropStale();
  const auto found = idle_.find(origin);
  const std::size_t idle = found == idle_.end() ? 0 : found->second.size();
  if (count_ == kMost || idle == kMostPerOrigin) return;
  idle_[origin].push_back(std::move(session));
  ++count_;
}

void SessionPool::DropStale() {
  for (auto& [origin, sessions] : idle_) {
    count_ -= std::erase_if(sessions, [](const auto& session) { return !session->Fresh(); });
  }
  std::erase_if(idle_, [](const auto& entry) { return entry.second.empty(); });
}

}  // namespace chartbridge::http
