#include "connectors/postgres/connection.h"

#include <map>
#include <optional>
#include <pqxx/pqxx>
#include <stdexcept>

#include "connectors/postgres/wire_array.h"

namespace chartbridge::postgres {
namespace {

constexpr pqxx::oid kInt8 = 20;
constexpr pqxx::oid kInt2 = 21;
constexpr pqxx::oid kInt4 = 23;
constexpr pqxx::oid kBytea = 17;

// A server that hangs must not hang us. What the URL says itself comes first.
constexpr std::string_view kDefaults[] = {
    "connect_timeout=5",
    "tcp_user_timeout=10000",
    "application_name=chartbridge",
    "options=-c%20statement_timeout%3D30000%20-c%20client_min_messages%3Dwarning",
};

std::string WithDefaults(std::string url) {
  if (url.find("://") == std::string::npos) return url;
  for (const std::string_view setting : kDefaults) {
    const std::string name(setting.substr(0, setting.find('=') + 1));
    if (url.find("?" + name) != std::string::npos || url.find("&" + name) != std::string::npos) {
      continue;
    }
    url.append(url.find('?') == std::string::npos ? "?" : "&").append(setting);
  }
  return url;
}

PostgresError Broken() {
  PostgresError error(
      Failure{FailureKind::kUnreachable, "The connection to PostgreSQL is lost.", {}, 0, {}});
  error.broken = true;
  return error;
}

// PostgreSQL's own words can quote a value, so only the SQLSTATE is told.
PostgresError OfSqlState(const std::string& state) {
  const std::string detail = " (SQLSTATE " + state + ").";
  const std::string_view kind = std::string_view(state).substr(0, 2);
  // 57P0x: shut down, crashed, starting. 25006: a replica that may only be read.
  if (kind == "08" || state.starts_with("57P0") || state == "25006" || state == "53300") {
    return Broken();
  }
  if (kind == "53") {
    return PostgresError(Failure{FailureKind::kFull, "PostgreSQL has no room" + detail, {}, 0, {}});
  }
  if (kind == "23") {
    return PostgresError(
        Failure{FailureKind::kConflict, "PostgreSQL refused a row" + detail, {}, 0, {}});
  }
  if (kind == "58" || kind == "XX") {
    return PostgresError(Failure{FailureKind::kCorrupt, "PostgreSQL failed" + detail, {}, 0, {}});
  }
  PostgresError error(
      Failure{FailureKind::kRefused, "PostgreSQL refused a statement" + detail, {}, 0, {}});
  if (kind == "40" || state == "55P03" || state == "57014") {
    error.again = kind == "40";
    error.failure.kind = FailureKind::kBusy;
  }
  return error;
}

// libpqxx met a use of itself that it does not expect: the connection is not to be trusted further.
PostgresError MisuseError() {
  PostgresError error(
      Failure{FailureKind::kRefused, "The connection to PostgreSQL was used wrongly.", {}, 0, {}});
  error.broken = true;
  return error;
}

// What the call of libpqxx returns. The one place where its exceptions become ours; `id` is that of
// the transaction when it is being committed.
template <class Call>
auto Translated(const std::string& id, Call&& call) -> decltype(call()) {
  try {
    return call();
  } catch (const pqxx::in_doubt_error&) {
    PostgresError error = Broken();
    error.failure.kind = FailureKind::kInDoubt;
    error.failure.text = "The connection to PostgreSQL was lost during a commit.";
    error.doubtful = id;
    throw error;
  } catch (const pqxx::broken_connection&) {
    throw Broken();
  } catch (const pqxx::transaction_rollback&) {
    throw OfSqlState("40001");
  } catch (const pqxx::sql_error& error) {
    throw OfSqlState(error.sqlstate());
  } catch (const pqxx::failure&) {
    throw Broken();
  } catch (const std::logic_error&) {
    // pqxx::usage_error, argument_error, conversion_error, range_error, internal_error.
    throw MisuseError();
  }
}
template <class Call>
auto Translated(Call&& call) -> decltype(call()) {
  return Translated({}, std::forward<Call>(call));
}

// libpqxx sends text; bytes go as PostgreSQL's hexadecimal form.
std::optional<std::string> ToText(const sql::Value& value) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  if (value.integer()) return std::to_string(*value.integer());
  if (const std::string* text = value.string()) {
    if (text->find('\0') != std::string::npos) {
      sql::FailWith(FailureKind::kRefused, "A text with a NUL cannot be stored.");
    }
    return *text;
  }
  if (value.blob() == nullptr) return std::nullopt;
  std::string hex = "\\x";
  hex.reserve(2 + 2 * value.bytes().size());
  for (const char c : value.bytes()) {
    hex.push_back(kDigits[static_cast<unsigned char>(c) >> 4]);
    hex.push_back(kDigits[static_cast<unsigned char>(c) & 15]);
  }
  return hex;
}

sql::Value ReadCell(const pqxx::field& field, pqxx::oid type) {
  if (field.is_null()) return {};
  if (type == kInt8 || type == kInt4 || type == kInt2) return field.as<std::int64_t>();
  if (type == kBytea) return sql::Bytes{pqxx::binarystring(field).str()};
  return std::string(field.c_str(), field.size());
}

sql::Rows ReadRows(const pqxx::result& result) {
  sql::Rows rows;
  rows.affected = std::int64_t(result.affected_rows());
  rows.rows.reserve(result.size());
  for (const pqxx::row& from : result) {
    sql::Row& row = rows.rows.emplace_back();
    row.reserve(from.size());
    for (pqxx::row::size_type column = 0; column < from.size(); ++column) {
      row.push_back(ReadCell(from[column], result.column_type(column)));
    }
  }
  return rows;
}

constexpr const char* kAppend =
    "WITH keys AS (INSERT INTO chartbridge_keys.data_key (id, tenant, wrapped) "
    "SELECT u.id, $1, u.wrapped FROM unnest($3::bigint[], $4::bytea[]) AS u (id, wrapped)) "
    "INSERT INTO delivery (tenant, received, key_id, body) SELECT $1, u.received, u.id, u.body "
    "FROM unnest($2::bigint[], $3::bigint[], $5::bytea[]) WITH ORDINALITY "
    "AS u (received, id, body, place) ORDER BY u.place RETURNING seq";

}  // namespace

struct Connection::Parts {
  explicit Parts(const std::string& url) : wire(url) {}
  pqxx::connection wire;
  std::map<std::string, std::string, std::less<>> prepared;
  // Names are never used twice: one whose PREPARE failed stays taken on the client's side.
  int last_name = 0;
};

Connection::Connection(const std::string& url) {
  Translated([&] {
    parts_ = std::make_unique<Parts>(WithDefaults(url));
    parts_->wire.prepare("append", kAppend);
  });
}

Connection::~Connection() = default;

struct Transaction::Parts {
  explicit Parts(Connection::Parts& c) : connection(c) {}
  Connection::Parts& connection;
  std::unique_ptr<pqxx::dbtransaction> work;
};

Transaction::Transaction(Connection& connection, Access access)
    : parts_(std::make_unique<Parts>(*connection.parts_)) {
  Translated([&] {
    if (access == Access::kReadWrite) {
      parts_->work = std::make_unique<pqxx::work>(connection.parts_->wire);
    } else {
      using Snapshot = pqxx::transaction<pqxx::repeatable_read, pqxx::read_only>;
      parts_->work = std::make_unique<Snapshot>(connection.parts_->wire);
    }
  });
}

Transaction::~Transaction() = default;

const std::string& Transaction::Prepare(std::string_view statement) {
  auto& prepared = parts_->connection.prepared;
  const auto known = prepared.find(statement);
  if (known != prepared.end()) return known->second;
  const std::string name = "s" + std::to_string(++parts_->connection.last_name);
  parts_->connection.wire.prepare(name, std::string(statement));
  parts_->connection.wire.prepare_now(name);
  return prepared.emplace(std::string(statement), name).first->second;
}

sql::Rows Transaction::Execute(std::string_view statement, const sql::Params& params) {
  std::vector<std::optional<std::string>> texts;
  texts.reserve(params.size());
  for (const sql::Value& value : params) texts.push_back(ToText(value));
  std::vector<const char*> pointers;
  pointers.reserve(params.size());
  for (const auto& text : texts) pointers.push_back(text ? text->c_str() : nullptr);
  return Translated([&] {
    return ReadRows(parts_->work->exec_prepared(
        Prepare(statement), pqxx::prepare::make_dynamic_params(pointers.begin(), pointers.end())));
  });
}

std::string Transaction::RenderExecute(std::string_view statement, const sql::Params& params) {
  std::vector<std::optional<std::string>> texts;
  texts.reserve(params.size());
  for (const sql::Value& value : params) texts.push_back(ToText(value));
  return Translated([&] {
    std::string rendered = "EXECUTE " + Prepare(statement);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      rendered.append(i == 0 ? "(" : ", ")
          .append(texts[i] ? parts_->work->quote(*texts[i]) : "NULL");
    }
    return rendered.append(texts.empty() ? ";" : ");");
  });
}

void Transaction::Run(const std::string& script) {
  Translated([&] { parts_->work->exec(script); });
}

std::vector<std::int64_t> Transaction::AppendDeliveries(const Batch& batch) {
  return Translated([&] {
    const pqxx::result result = parts_->work->exec_prepared(
        "append", batch.tenant, pqxx::binarystring(Int8Array(batch.received)),
        pqxx::binarystring(Int8Array(batch.key_ids)), pqxx::binarystring(ByteaArray(batch.wrapped)),
        pqxx::binarystring(ByteaArray(batch.bodies)));
    std::vector<std::int64_t> seqs;
    for (const pqxx::row& row : result) seqs.push_back(row[0].as<std::int64_t>());
    return seqs;
  });
}

std::string Transaction::Id() {
  return Translated([&] {
    return std::string(
        parts_->work->exec("SELECT pg_current_xact_id_if_assigned()::text")[0][0].c_str());
  });
}

void Transaction::Commit(const std::string& id) {
  Translated(id, [&] { parts_->work->commit(); });
}

}  // namespace chartbridge::postgres
