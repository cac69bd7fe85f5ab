#include "connectors/chart/reader_pool.h"

namespace chartbridge::chart {

Result<ReaderPool::Loan, Failure> ReaderPool::Borrow() {
  std::unique_lock lock(mutex_);
  returned_.wait(lock, [&] { return !idle_.empty() || unopened_ > 0; });
  if (!idle_.empty()) {
    Loan loan(*this, std::move(idle_.back()));
    idle_.pop_back();
    return loan;
  }
  --unopened_;
  lock.unlock();
  auto opened = Connection::Open(path_, Connection::Use::kRead);
  if (opened) return Loan(*this, std::move(*opened));
  lock.lock();
  ++unopened_;
  returned_.notify_one();
  return Unexpected(opened.error());
}

void ReaderPool::GiveBack(std::unique_ptr<Connection> connection) {
  const std::scoped_lock lock(mutex_);
  idle_.push_back(std::move(connection));
  returned_.notify_one();
}

}  // namespace chartbridge::chart
