#include "connectors/postgres/pool.h"

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

struct Pool::Lane {
  explicit Lane(const std::string& url) : connection(url) {}
  Connection connection;
  KeyIds ids;
};

// A lane on loan goes back however the borrower ends; one that broke is thrown away before.
struct Pool::Loan {
  explicit Loan(Pool& from) : pool(from), lane(from.Take()) {}
  ~Loan() { pool.Return(std::move(lane)); }
  Loan(const Loan&) = delete;
  Loan& operator=(const Loan&) = delete;
  Pool& pool;
  std::unique_ptr<Lane> lane;
};

Pool::Pool(std::string url, const sql::StoreContext& context, int limit)
    : url_(std::move(url)), context_(context), limit_(limit) {}

Pool::~Pool() = default;

void Pool::Close() {
  std::vector<std::unique_ptr<Lane>> idle;
  const std::scoped_lock lock(mutex_);
  closed_ = true;
  idle.swap(idle_);
}

std::unique_ptr<Pool::Lane> Pool::Take() {
  {
    std::unique_lock lock(mutex_);
    returned_.wait(lock, [this] { return in_use_ < limit_; });
    if (closed_) sql::FailWith(FailureKind::kUnreachable, "The store is closed.");
    if (idle_.empty() && context_.clock.Steady() < next_try_) {
      sql::FailWith(FailureKind::kUnreachable, "PostgreSQL cannot be reached.");
    }
    ++in_use_;
    if (!idle_.empty()) {
      std::unique_ptr<Lane> lane = std::move(idle_.back());
      idle_.pop_back();
      return lane;
    }
  }
  return Connect();
}

std::unique_ptr<Pool::Lane> Pool::Connect() {
  try {
    auto lane = std::make_unique<Lane>(url_);
    const std::scoped_lock lock(mutex_);
    failures_ = 0;
    return lane;
  } catch (const sql::TransactionError&) {
    {
      const std::scoped_lock lock(mutex_);
      const auto pause = std::min(kLongestPause, kFirstPause * (1 << std::min(failures_, 6)));
      ++failures_;
      next_try_ = context_.clock.Steady() + pause;
    }
    Return(nullptr);
    sql::FailWith(FailureKind::kUnreachable, "PostgreSQL cannot be reached.");
  }
}

void Pool::Return(std::unique_ptr<Lane> lane) {
  {
    const std::scoped_lock lock(mutex_);
    --in_use_;
    // Where one connection broke, those that lie idle have most likely broken with it.
    if (!lane) idle_.clear();
    if (lane && !closed_) idle_.push_back(std::move(lane));
  }
  returned_.notify_one();
}

// "" while PostgreSQL cannot be asked.
std::string Pool::FateOf(const std::string& transaction_id) {
  try {
    Loan loan(*this);
    try {
      Transaction transaction(loan.lane->connection, Access::kReadOnly);
      return transaction.Execute("SELECT pg_xact_status($1::xid8)", {transaction_id})
          .front()[0]
          .text();
    } catch (const sql::TransactionError&) {
      loan.lane.reset();
      throw;
    }
  } catch (const sql::TransactionError&) {
    return {};
  }
}

// After a commit that got no answer (PostgreSQL 15, 9.27: pg_xact_status). The server may be at it
// for another moment.
Result<void, Failure> Pool::Settle(const PostgresError& doubt, bool& again) {
  for (int ask = 0; ask < kAsksAfterDoubt; ++ask) {
    const std::string fate = FateOf(doubt.doubtful);
    if (fate == "committed") return {};
    again = fate == "aborted";
    if (again) break;
    std::this_thread::sleep_for(kFirstPause);
  }
  return Unexpected<Failure>(doubt.failure);
}

Result<void, Failure> Pool::Once(Access access,
                                 const std::function<void(Transaction&, KeyIds&)>& work,
                                 bool& again) {
  again = false;
  std::optional<PostgresError> failed;
  try {
    Loan loan(*this);
    try {
      Transaction transaction(loan.lane->connection, access);
      work(transaction, loan.lane->ids);
      transaction.Commit(access == Access::kReadWrite ? transaction.Id() : std::string());
      return {};
    } catch (const PostgresError& error) {
      if (error.broken) loan.lane.reset();
      failed = error;
    }
  } catch (const sql::TransactionError& error) {
    return Unexpected<Failure>(error.failure);
  }
  if (!failed->doubtful.empty()) return Settle(*failed, again);
  // A connection may have died while it lay idle; the next one is new.
  again = failed->again || failed->broken;
  return Unexpected<Failure>(failed->failure);
}

Result<void, Failure> Pool::Transact(Access access,
                                     const std::function<void(Transaction&, KeyIds&)>& work) {
  bool again = true;
  Result<void, Failure> result;
  for (int attempt = 0; attempt < kAttempts && again; ++attempt) {
    result = Once(access, work, again);
  }
  return result;
}

Result<void, Failure> Pool::Write(const sql::Work& work) {
  return Transact(Access::kReadWrite, [&](Transaction& transaction, KeyIds& ids) {
    PgSession session(transaction, ids, context_.keys, context_.entropy);
    work(session);
    session.Flush();
  });
}

Result<void, Failure> Pool::Read(const sql::Work& work) {
  return Transact(Access::kReadOnly, [&](Transaction& transaction, KeyIds& ids) {
    PgSession session(transaction, ids, context_.keys, context_.entropy);
    work(session);
  });
}

}  // namespace chartbridge::postgres
