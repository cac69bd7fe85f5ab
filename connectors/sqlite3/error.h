// Why SQLite refused.
#pragma once

#include <exception>

#include "base/failure.h"

namespace chartbridge::sqlite {

// With SQLite's own result code, so that a writer can tell what to do next. The sentence never
// quotes SQLite, whose words can hold a value.
class SqliteError : public std::exception {
 public:
  explicit SqliteError(int code);
  const char* what() const noexcept override { return failure.text.c_str(); }
  bool disk_full() const;    // room may come back
  bool disk_failed() const;  // an I/O error or a damaged file: nothing more may be trusted to it
  bool busy() const;         // another process holds the write lock

  Failure failure;
  int code = 0;
};

}  // namespace chartbridge::sqlite
