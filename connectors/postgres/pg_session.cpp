#include "connectors/postgres/pg_session.h"

#include <algorithm>

namespace chartbridge::postgres {
namespace {

constexpr int kIdsAtOnce = 256;
constexpr std::size_t kMostPosted = 256U << 10U;

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
  if (!posted_.empty()) Flush();
  return transaction_.Execute(statement, params);
}

void PgSession::ExecuteDeferred(std::string_view statement, const sql::Params& params) {
  posted_.append(transaction_.Spell(statement, params));
  if (posted_.size() >= kMostPosted) Flush();
}

void PgSession::PostKey(std::string_view statement, const sql::Params& params) {
  keys_.append(transaction_.Spell(statement, params));
  if (keys_.size() >= kMostPosted) Flush();
}

void PgSession::Flush() {
  posted_.append(keys_);
  keys_.clear();
  if (posted_.empty()) return;
  transaction_.Run(posted_);
  posted_.clear();
}

bridge::DataKey PgSession::NewKey() {
  const std::int64_t id = ids_.Next(transaction_);
  crypto::Key bytes{};
  entropy_.Fill(bytes);
  PostKey("INSERT INTO chartbridge_keys.data_key (id, tenant, wrapped) VALUES ($1, $2, $3)",
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
  PostKey("DELETE FROM chartbridge_keys.data_key WHERE id = $1 AND tenant = $2",
          {id, ring_.tenant()});
}

}  // namespace chartbridge::postgres
