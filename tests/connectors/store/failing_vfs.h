// SQLite's way to the disk with a switch: syncs that fail or kill, or no room. Everything else goes
// on to the system's own VFS.
#pragma once

#include <atomic>
#include <string>

namespace chartbridge::store_test {

class FailingVfs {
 public:
  FailingVfs();
  ~FailingVfs();
  FailingVfs(const FailingVfs&) = delete;
  FailingVfs& operator=(const FailingVfs&) = delete;

  const std::string& name() const { return name_; }
  std::atomic<bool> sync_fails{false};
  std::atomic<bool> disk_full{false};
  std::atomic<int> dies_at_sync{0};  // the process is killed before its n-th sync; 0: never

 private:
  struct Parts;
  const std::string name_;
  Parts* parts_;
};

}  // namespace chartbridge::store_test
