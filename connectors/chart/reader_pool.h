// Reading connections, lent to one thread at a time; a caller waits for one when all are out.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "connectors/chart/sqlite_connection.h"

namespace chartbridge::chart {

class ReaderPool {
 public:
  ReaderPool(std::string path, int largest) : path_(std::move(path)), unopened_(largest) {}

  // Gives the connection back when it goes.
  class Loan {
   public:
    Loan(ReaderPool& pool, std::unique_ptr<Connection> connection)
        : pool_(&pool), connection_(std::move(connection)) {}
    Loan(Loan&&) = default;
    ~Loan() {
      if (connection_) pool_->GiveBack(std::move(connection_));
    }
    Connection& operator*() { return *connection_; }

   private:
    ReaderPool* pool_;
    std::unique_ptr<Connection> connection_;
  };

  Result<Loan, Failure> Borrow();

 private:
  void GiveBack(std::unique_ptr<Connection> connection);

  const std::string path_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<Connection>> idle_;
  int unopened_;
};

}  // namespace chartbridge::chart
