// One connection to PostgreSQL with its prepared statements, and transactions on it. For one thread
// at a time; thrown away once it broke.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "connectors/sql/session.h"

namespace chartbridge::postgres {

// Why PostgreSQL refused, and what may be done about it.
class PostgresError : public sql::TransactionError {
 public:
  using sql::TransactionError::TransactionError;
  bool broken = false;   // the connection is gone
  bool again = false;    // a deadlock or the like: the same transaction may pass next time
  std::string doubtful;  // the id of a transaction whose commit got no answer
};

class Connection {
 public:
  // Throws PostgresError, kUnreachable.
  explicit Connection(const std::string& url);
  ~Connection();

 private:
  friend class Transaction;
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

enum class Access { kReadWrite, kReadOnly };

// Every member throws PostgresError. Undone by its destructor unless committed.
class Transaction {
 public:
  Transaction(Connection& connection, Access access);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  sql::Rows Execute(std::string_view statement, const sql::Params& params);
  // `statement` with its parameters as text that may stand in a script for Run.
  std::string RenderExecute(std::string_view statement, const sql::Params& params);
  // Statements without parameters, several at once.
  void Run(const std::string& script);

  // Columns of equal length as arrays: what unnest() turns into rows.
  struct Batch {
    std::string tenant;
    std::vector<std::int64_t> received;
    std::vector<std::int64_t> key_ids;
    std::vector<std::string> wrapped;
    std::vector<std::string> bodies;
  };
  // One statement for keys and deliveries. The seqs, in the order of the batch.
  std::vector<std::int64_t> AppendDeliveries(const Batch& batch);

  // PostgreSQL's id of this transaction, by which its status can be asked for after doubt; "" while
  // it has changed nothing.
  std::string Id();
  // `id` as from Id(), or "" when doubt needs no answer.
  void Commit(const std::string& id);

 private:
  struct Parts;
  // The name under which the connection has the statement prepared.
  const std::string& Prepare(std::string_view statement);
  std::unique_ptr<Parts> parts_;
};

}  // namespace chartbridge::postgres
