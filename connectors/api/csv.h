// Tables for a spreadsheet (RFC 4180): what a stranger wrote must stay text there, so a cell that a
// spreadsheet would take for a formula gets an apostrophe in front.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connectors/api/ask.h"

namespace chartbridge::api {

class Csv {
 public:
  explicit Csv(std::vector<std::string> columns);
  // One row out of the members of an object, by the names of the columns; lists are joined by "; ".
  void Add(const fhir::json::Value& row);
  Reply ToReply(const std::string& file_name) &&;

 private:
  void Cell(std::string_view text, bool first);

  std::vector<std::string> columns_;
  std::string text_;
};

}  // namespace chartbridge::api
