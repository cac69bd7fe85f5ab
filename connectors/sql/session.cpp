#include "connectors/sql/session.h"

#include <new>

namespace chartbridge::sql {
namespace {

const std::string kNothing;

}  // namespace

const std::string& Value::text() const {
  const std::string* held = string();
  return held ? *held : kNothing;
}

const std::string& Value::bytes() const {
  const Bytes* held = blob();
  return held ? held->value : kNothing;
}

Value ListOf(const Dialect& dialect, std::span<const std::int64_t> numbers) {
  std::string list(1, dialect.list_open);
  for (const std::int64_t number : numbers) {
    if (list.size() > 1) list.push_back(',');
    list.append(std::to_string(number));
  }
  list.push_back(dialect.list_close);
  return list;
}

void FailWith(FailureKind kind, std::string text) {
  throw TransactionError(Failure{kind, std::move(text), {}, 0, {}});
}

Failure FailureOf(const std::exception& error) {
  if (const auto* known = dynamic_cast<const TransactionError*>(&error)) return known->failure;
  if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr) {
    return {FailureKind::kFull, "The store has no memory for this.", {}, 0, {}};
  }
  return {FailureKind::kRefused, "The store met something that it does not expect.", {}, 0, {}};
}

}  // namespace chartbridge::sql
