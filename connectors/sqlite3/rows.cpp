#include "connectors/sqlite3/rows.h"

namespace chartbridge::sqlite {

Rows::Rows(Connection& connection, std::string text, Arguments arguments, Keep keep)
    : connection_(connection),
      text_(std::move(text)),
      arguments_(std::move(arguments)),
      keep_(keep) {
  statement_.emplace(connection_.Prepare(text_));
  for (int at = 0; at < int(arguments_.size()); ++at) {
    const Argument& argument = arguments_[std::size_t(at)];
    if (const auto* number = std::get_if<std::int64_t>(&argument)) statement_->Bind(at, *number);
    if (const auto* text = std::get_if<std::string>(&argument)) statement_->BindText(at, *text);
    if (const auto* bytes = std::get_if<Bytes>(&argument)) statement_->BindBlob(at, bytes->value);
    if (std::holds_alternative<std::nullptr_t>(argument)) statement_->BindNull(at);
  }
}

Rows::~Rows() {
  statement_.reset();
  if (keep_ == Keep::kOnce) connection_.Forget(text_);
}

void Execute(Connection& connection, std::string text, Arguments arguments) {
  Rows rows(connection, std::move(text), std::move(arguments));
  while (rows.Next()) {
  }
}

std::int64_t SelectInteger(Connection& connection, std::string text, Arguments arguments,
                           std::int64_t otherwise, Rows::Keep keep) {
  Rows rows(connection, std::move(text), std::move(arguments), keep);
  return rows.Next() && !rows.IsNull(0) ? rows.Integer(0) : otherwise;
}

}  // namespace chartbridge::sqlite
