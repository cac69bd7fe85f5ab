#include "connectors/postgres/connection_pool.h"

#include <algorithm>
#include <optional>
#include <thread>

namespace chartbridge::postgres {
namespace {

constexpr int kAttempts = 5;
constexpr int kAsksAfterDoubt = 50;
constexpr std::chrono::milliseconds kFirstPause{100};
constexpr std::chrono::milliseconds kLongestPause{5000};

}  // namespace

struct ConnectionPool::PooledConnection {
  explicit PooledConnection(const std::string& url) : connection(url) {}
  Connection connection;
  KeyIds ids;
};

// Goes back however the borrower ends; one that broke is discarded before.
class ConnectionPool::Borrowed {
 public:
  explicit Borrowed(ConnectionPool& pool) : pool_(pool), held_(pool.Take()) {}
  ~Borrowed() { pool_.Return(std::move(held_)); }
  Borrowed(const Borrowed&) = delete;
  Borrowed& operator=(const Borrowed&) = delete;
  PooledConnection* operator->() { return held_.get(); }
  void Discard() { held_.reset(); }

 private:
  ConnectionPool& pool_;
  std::unique_ptr<PooledConnection> held_;
};

ConnectionPool::ConnectionPool(std::string url, const sql::StoreContext& context, int limit)
    : url_(std::move(url)), context_(context), limit_(limit) {
  const MutexLock lock(mutex_);
  idle_.reserve(std::size_t(limit));  // Return never throws
}

ConnectionPool::~ConnectionPool() = default;

void ConnectionPool::Close() {
  std::vector<std::unique_ptr<PooledConnection>> idle;
  const MutexLock lock(mutex_);
  closed_ = true;
  idle.swap(idle_);
}

std::unique_ptr<ConnectionPool::PooledConnection> ConnectionPool::Take() {
  {
    const MutexLock lock(mutex_);
    while (in_use_ >= limit_) returned_.Wait(mutex_);
    if (closed_) sql::FailWith(FailureKind::kUnreachable, "The store is closed.");
    if (idle_.empty() && context_.clock.Steady() < next_try_) {
      sql::FailWith(FailureKind::kUnreachable, "PostgreSQL cannot be reached.");
    }
    ++in_use_;
    if (!idle_.empty()) {
      std::unique_ptr<PooledConnection> connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
  }
  return Connect();
}

std::unique_ptr<ConnectionPool::PooledConnection> ConnectionPool::Connect() {
  try {
    auto connection = std::make_unique<PooledConnection>(url_);
    const MutexLock lock(mutex_);
    failures_ = 0;
    return connection;
  } catch (const std::exception&) {
    {
      const MutexLock lock(mutex_);
      const auto pause = std::min(kLongestPause, kFirstPause * (1 << std::min(failures_, 6)));
      ++failures_;
      next_try_ = context_.clock.Steady() + pause;
    }
    Return(nullptr);
    sql::FailWith(FailureKind::kUnreachable, "PostgreSQL cannot be reached.");
  }
}

void ConnectionPool::Return(std::unique_ptr<PooledConnection> connection) {
  {
    const MutexLock lock(mutex_);
    --in_use_;
    // Where one connection broke, those that lie idle have most likely broken with it.
    if (!connection) idle_.clear();
    if (connection && !closed_) idle_.push_back(std::move(connection));
  }
  returned_.NotifyOne();
}

// "" while PostgreSQL cannot be asked.
std::string ConnectionPool::TransactionStatus(const std::string& transaction_id) {
  try {
    Borrowed connection(*this);
    try {
      Transaction transaction(connection->connection, Access::kReadOnly);
      return transaction.Execute("SELECT pg_xact_status($1::xid8)", {transaction_id})
          .front()[0]
          .text();
    } catch (const std::exception&) {
      connection.Discard();
      throw;
    }
  } catch (const std::exception&) {
    return {};
  }
}

// After a commit that got no answer (PostgreSQL 15, 9.27: pg_xact_status). The server may be at it
// for another moment.
Result<void, Failure> ConnectionPool::ResolveInDoubt(const PostgresError& doubt, bool& again) {
  for (int ask = 0; ask < kAsksAfterDoubt; ++ask) {
    const std::string status = TransactionStatus(doubt.doubtful);
    if (status == "committed") return {};
    again = status == "aborted";
    if (again) break;
    std::this_thread::sleep_for(kFirstPause);
  }
  return Unexpected<Failure>(doubt.failure);
}

Result<void, Failure> ConnectionPool::Once(Access access,
                                           const std::function<void(Transaction&, KeyIds&)>& work,
                                           bool& again) {
  again = false;
  std::optional<PostgresError> failed;
  try {
    Borrowed connection(*this);
    try {
      Transaction transaction(connection->connection, access);
      work(transaction, connection->ids);
      transaction.Commit(access == Access::kReadWrite ? transaction.Id() : std::string());
      return {};
    } catch (const PostgresError& error) {
      if (error.broken) connection.Discard();
      failed = error;
    }
  } catch (const std::exception& error) {
    return Unexpected<Failure>(sql::FailureOf(error));
  }
  if (!failed->doubtful.empty()) return ResolveInDoubt(*failed, again);
  // A connection may have died while it lay idle; the next one is new.
  again = failed->again || failed->broken;
  return Unexpected<Failure>(failed->failure);
}

Result<void, Failure> ConnectionPool::Transact(
    Access access, const std::function<void(Transaction&, KeyIds&)>& work) {
  bool again = true;
  Result<void, Failure> result;
  for (int attempt = 0; attempt < kAttempts && again; ++attempt) {
    result = Once(access, work, again);
  }
  return result;
}

Result<void, Failure> ConnectionPool::Write(const sql::Work& work) {
  return Transact(Access::kReadWrite, [&](Transaction& transaction, KeyIds& ids) {
    PgSession session(transaction, ids, context_.keys, context_.entropy);
    work(session);
    session.Flush();
  });
}

Result<void, Failure> ConnectionPool::Read(const sql::Work& work) {
  return Transact(Access::kReadOnly, [&](Transaction& transaction, KeyIds& ids) {
    PgSession session(transaction, ids, context_.keys, context_.entropy);
    work(session);
  });
}

}  // namespace chartbridge::postgres
