#include "connectors/postgres/pg_session.h"

#include <algorithm>

namespace chartbridge::postgres {
namespace {

constexpr int kIdsAtOnce = 256;
constexpr std::size_t kMostDeferred = 256U << 10U;

}  // namespace

std::int64_t KeyIds::Next(Transaction& transaction) {
  if (spare_.empty()) {
    const sql::Rows rows = transaction.Execute(
        "SELECT nextval(pg_get_serial_sequence('chartbridge_keys.data_key', 'id')) "
        "FROM generate_series(1, $1)",
        {kIdsAtOnce});
    for (const sql::Row& row : rows) spare_.push_back(row[0].number());
    std::reverse(spare_.begin(), spare_.end());
  }
  const std::int64_t id = spare_.back();
  spare_.pop_back();
  return id;
}

sql::Rows PgSession::Execute(std::string_view statement, const sql::Params& params) {
  if (!deferred_.empty()) Flush();
  return transaction_.Execute(statement, params);
}

void PgSession::ExecuteDeferred(std::string_view statement, const sql::Params& params) {
  deferred_.append(transaction_.RenderExecute(statement, params));
  if (deferred_.size() >= kMostDeferred) Flush();
}

void PgSession::DeferKey(std::string_view statement, const sql::Params& params) {
  keys_.append(transaction_.RenderExecute(statement, params));
  if (keys_.size() >= kMostDeferred) Flush();
}

void PgSession::Flush() {
  deferred_.append(keys_);
  keys_.clear();
  if (deferred_.empty()) return;
  transaction_.Run(deferred_);
  deferred_.clear();
}

bridge::DataKey PgSession::NewKey() {
  const std::int64_t id = ids_.Next(transaction_);
  crypto::Key bytes{};
  entropy_.Fill(bytes);
  DeferKey("INSERT INTO chartbridge_keys.data_key (id, tenant, wrapped) VALUES ($1, $2, $3)",
           {id, ring_.tenant(), sql::Bytes{ring_.Wrap(bytes, id)}});
  return {id, bytes};
}

Result<bridge::DataKey, Failure> PgSession::OpenKey(std::int64_t id) {
  if (!keys_.empty()) Flush();
  const sql::Rows rows =
      Execute("SELECT wrapped FROM chartbridge_keys.data_key WHERE id = $1 AND tenant = $2",
              {id, ring_.tenant()});
  if (rows.empty()) {
    return Fail(FailureKind::kNotFound, "The key was destroyed.");
  }
  auto bytes = ring_.Unwrap(rows.front()[0].bytes(), id);
  if (!bytes) return Unexpected<Failure>(bytes.error());
  return bridge::DataKey(id, *bytes);
}

void PgSession::DestroyKey(std::int64_t id) {
  DeferKey("DELETE FROM chartbridge_keys.data_key WHERE id = $1 AND tenant = $2",
           {id, ring_.tenant()});
}

std::vector<std::int64_t> PgSession::ListKeys(std::int64_t after, int limit) {
  const sql::Rows rows = Execute(
      "SELECT id FROM chartbridge_keys.data_key WHERE id > $1 AND tenant = $3 ORDER BY id LIMIT $2",
      {after, limit, ring_.tenant()});
  std::vector<std::int64_t> ids;
  for (const sql::Row& row : rows) ids.push_back(row[0].number());
  return ids;
}

}  // namespace chartbridge::postgres
