#include "connectors/api/csv.h"

namespace chartbridge::api {
namespace {

using fhir::json::Value;

// OWASP, CSV injection: also after white space that spreadsheets skip, and the full-width forms.
bool LooksLikeFormula(std::string_view text) {
  const std::size_t start = text.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos) return false;
  if (text.front() == '\t' || text.front() == '\r') return true;
  const std::string_view rest = text.substr(start);
  for (const std::string_view sign : {"=", "+", "-", "@", "＝", "＋", "－", "＠"}) {
    if (rest.starts_with(sign)) return true;
  }
  return false;
}

std::string Plain(const Value& value) {
  if (value.is_number()) return value.number()->text;
  if (value.is_bool()) return *value.boolean() ? "true" : "false";
  if (!value.is_array()) return value.text();
  std::string joined;
  for (const Value& item : value.items()) joined += (joined.empty() ? "" : "; ") + Plain(item);
  return joined;
}

}  // namespace

Csv::Csv(std::vector<std::string> columns) : columns_(std::move(columns)) {
  for (const std::string& column : columns_) Cell(column, &column == &columns_.front());
  text_ += "\r\n";
}

void Csv::Add(const Value& row) {
  for (const std::string& column : columns_) {
    const Value& value = row[column];
    std::string text = Plain(value);
    if (!value.is_number() && LooksLikeFormula(text)) text.insert(0, 1, '\'');
    Cell(text, &column == &columns_.front());
  }
  text_ += "\r\n";
}

void Csv::Cell(std::string_view text, bool first) {
  if (!first) text_ += ',';
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    text_ += text;
    return;
  }
  text_ += '"';
  for (const char c : text) {
    if (c == '"') text_ += '"';
    text_ += c;
  }
  text_ += '"';
}

Reply Csv::ToReply(const std::string& file_name) && {
  Reply reply;
  reply.headers = {{"Content-Type", "text/csv; charset=utf-8; header=present"},
                   {"Content-Disposition", "attachment; filename=\"" + file_name + "\""}};
  reply.text = std::move(text_);
  return reply;
}

}  // namespace chartbridge::api
