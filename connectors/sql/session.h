// The seam between what the store means (this folder, written once) and the engine that keeps it.
// Both engines take `$1` … `$n`; what they do not share is named in Dialect.
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/failure.h"
#include "bridge/ports/vault.h"

namespace chartbridge::sql {

// Bytes, as opposed to text: BLOB, BYTEA.
struct Bytes {
  std::string value;
  bool operator==(const Bytes&) const = default;
};

// A parameter or a cell.
class Value {
 public:
  Value() = default;
  Value(std::nullopt_t) {}                                    // NOLINT(google-explicit-constructor)
  Value(int number) : data_(std::int64_t(number)) {}          // NOLINT(google-explicit-constructor)
  Value(std::int64_t number) : data_(number) {}               // NOLINT(google-explicit-constructor)
  Value(std::string text) : data_(std::move(text)) {}         // NOLINT(google-explicit-constructor)
  Value(std::string_view text) : data_(std::string(text)) {}  // NOLINT(google-explicit-constructor)
  Value(const char* text) : data_(std::string(text)) {}       // NOLINT(google-explicit-constructor)
  Value(Bytes bytes) : data_(std::move(bytes)) {}             // NOLINT(google-explicit-constructor)
  template <class T>
  Value(const std::optional<T>& maybe) {  // NOLINT(google-explicit-constructor)
    if (maybe) *this = Value(*maybe);
  }

  bool is_null() const { return data_.index() == 0; }
  const std::int64_t* integer() const { return std::get_if<std::int64_t>(&data_); }
  const std::string* string() const { return std::get_if<std::string>(&data_); }
  const Bytes* blob() const { return std::get_if<Bytes>(&data_); }

  // The content; NULL reads as 0 or as nothing.
  std::int64_t number() const { return integer() ? *integer() : 0; }
  std::optional<std::int64_t> maybe_number() const {
    return integer() ? std::optional<std::int64_t>(*integer()) : std::nullopt;
  }
  const std::string& text() const;
  const std::string& bytes() const;

  bool operator==(const Value&) const = default;

 private:
  std::variant<std::monostate, std::int64_t, std::string, Bytes> data_;
};

using Params = std::vector<Value>;
using Row = std::vector<Value>;

struct Rows {
  std::vector<Row> rows;
  std::int64_t affected = 0;  // by INSERT, UPDATE, DELETE

  bool empty() const { return rows.empty(); }
  auto begin() const { return rows.begin(); }
  auto end() const { return rows.end(); }
  const Row& front() const { return rows.front(); }
};

// Thrown inside a closure to undo it, by an engine or by the closure itself. Engine::Write and Read
// turn it into their result; it never leaves them.
class TransactionError : public std::exception {
 public:
  TransactionError() = default;
  explicit TransactionError(Failure why) : failure(std::move(why)) {}
  const char* what() const noexcept override { return failure.text.c_str(); }
  Failure failure;
};
[[noreturn]] void FailWith(FailureKind kind, std::string text);
// What is told of an exception that ended a transaction: the one of a TransactionError, kFull when
// memory ran out, kRefused for anything else. Engines let nothing but Failures out.
Failure FailureOf(const std::exception& error);

// One transaction, for the thread that was handed it. Every member may throw TransactionError.
class Session {
 public:
  virtual ~Session() = default;
  virtual Rows Execute(std::string_view statement, const Params& params) = 0;
  // The same for a statement whose answer nobody needs: an engine across a wire may send it with
  // later ones, before the next Execute and before the commit at the latest. Its failure fails
  // that.
  virtual void ExecuteDeferred(std::string_view statement, const Params& params) {
    Execute(statement, params);
  }

  // Data keys follow the transaction: a new one is on disk before the commit, a destroyed one is
  // gone for every reader from the commit on and off the disk soon after (promise P9).
  virtual bridge::DataKey NewKey() = 0;
  // kNotFound once destroyed, kCorrupt when it does not unwrap.
  virtual Result<bridge::DataKey, Failure> OpenKey(std::int64_t id) = 0;
  virtual void DestroyKey(std::int64_t id) = 0;
  // The ids of the next `limit` keys after `after`. What this transaction itself made need not be
  // among them; one that was destroyed may be, for a while.
  virtual std::vector<std::int64_t> ListKeys(std::int64_t after, int limit) = 0;
};

// What the engines say differently.
struct Dialect {
  std::string_view lock;       // after a SELECT whose rows will be changed
  std::string_view lock_free;  // the same, passing over rows that others hold
  std::string_view in_list_1;  // "x" + this: x is one of the integers in parameter 1, a ListOf
  std::string_view aside;      // before a column that must not choose the index of its query
  char list_open = '[';
  char list_close = ']';
};

// Integers as one parameter, for Dialect::in_list_1.
Value ListOf(const Dialect& dialect, std::span<const std::int64_t> numbers);

using Work = std::function<void(Session&)>;

class Engine {
 public:
  virtual ~Engine() = default;
  // Runs `work` in one transaction; durable on return. `work` may be run more than once (a failed
  // group, a deadlock), so it starts by resetting what it hands out. Any thread.
  virtual Result<void, Failure> Write(const Work& work) = 0;
  // The same on a snapshot that cannot be written to.
  virtual Result<void, Failure> Read(const Work& work) = 0;
  virtual const Dialect& dialect() const = 0;
};

// What `read` returns, on a snapshot.
template <class T>
Result<T, Failure> Ask(Engine& engine, const std::function<T(Session&)>& read) {
  T answer{};
  auto done = engine.Read([&](Session& session) { answer = read(session); });
  if (!done) return Unexpected<Failure>(done.error());
  return answer;
}

}  // namespace chartbridge::sql
