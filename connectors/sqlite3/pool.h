// Things that are costly to open, a few, lent to one caller at a time: connections.
#pragma once

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "base/mutex.h"

namespace chartbridge::sqlite {

// Any thread. Outlives what it lent.
template <class T>
class Pool {
 public:
  using Open = std::function<std::unique_ptr<T>()>;
  Pool(int limit, Open open) : limit_(limit), open_(std::move(open)) {}

  // Gives it back when it goes, however that comes.
  class Borrowed {
   public:
    explicit Borrowed(Pool& pool) : pool_(pool), held_(pool.Take()) {}
    ~Borrowed() { pool_.Return(std::move(held_)); }
    Borrowed(const Borrowed&) = delete;
    Borrowed& operator=(const Borrowed&) = delete;
    T& operator*() { return *held_; }
    T* operator->() { return held_.get(); }
    // It is closed instead of being lent again.
    void Discard() { held_.reset(); }

   private:
    Pool& pool_;
    std::unique_ptr<T> held_;
  };

 private:
  // Waits while all are out. Throws what `open` throws; then nothing is out.
  std::unique_ptr<T> Take() EXCLUDES(mutex_) {
    {
      const MutexLock lock(mutex_);
      while (out_ >= limit_) returned_.Wait(mutex_);
      ++out_;
      if (!idle_.empty()) {
        std::unique_ptr<T> taken = std::move(idle_.back());
        idle_.pop_back();
        return taken;
      }
      idle_.reserve(std::size_t(limit_));  // Return never throws
    }
    try {
      return open_();
    } catch (...) {
      Return(nullptr);
      throw;
    }
  }

  void Return(std::unique_ptr<T> held) EXCLUDES(mutex_) {
    {
      const MutexLock lock(mutex_);
      --out_;
      if (held) idle_.push_back(std::move(held));
    }
    returned_.NotifyOne();
  }

  const int limit_;
  const Open open_;
  Mutex mutex_;
  CondVar returned_;
  int out_ GUARDED_BY(mutex_) = 0;
  std::vector<std::unique_ptr<T>> idle_ GUARDED_BY(mutex_);
};

}  // namespace chartbridge::sqlite
