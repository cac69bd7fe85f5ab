#include "connectors/sqlite3/error.h"

#include <sqlite3.h>

namespace chartbridge::sqlite {
namespace {

int Primary(int code) { return code & 0xFF; }

Failure Translate(int code) {
  const std::string detail = " (SQLite code " + std::to_string(code) + ").";
  switch (Primary(code)) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {FailureKind::kBusy, "Another process is writing to the store" + detail, {}, 0, {}};
    case SQLITE_FULL:
      return {FailureKind::kFull, "The disk of the store is full" + detail, {}, 0, {}};
    case SQLITE_IOERR:
      return {FailureKind::kCorrupt, "The disk of the store failed" + detail, {}, 0, {}};
    case SQLITE_NOTADB:
      return {FailureKind::kCorrupt,
              "The store's file is no SQLite database, or is damaged" + detail,
              {},
              0,
              {}};
    case SQLITE_CORRUPT:
      return {FailureKind::kCorrupt, "The store's file is damaged" + detail, {}, 0, {}};
    case SQLITE_CONSTRAINT:
      return {FailureKind::kConflict, "The store refused a row" + detail, {}, 0, {}};
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_READONLY:
      return {FailureKind::kUnreachable,
              "The store's file cannot be opened for this" + detail,
              {},
              0,
              {}};
    default:
      return {FailureKind::kRefused, "The store refused a statement" + detail, {}, 0, {}};
  }
}

}  // namespace

SqliteError::SqliteError(int sqlite_code) : failure(Translate(sqlite_code)), code(sqlite_code) {}
bool SqliteError::disk_full() const { return Primary(code) == SQLITE_FULL; }
bool SqliteError::disk_failed() const {
  return Primary(code) == SQLITE_IOERR || Primary(code) == SQLITE_CORRUPT ||
         Primary(code) == SQLITE_NOTADB;
}
bool SqliteError::busy() const {
  return Primary(code) == SQLITE_BUSY || Primary(code) == SQLITE_LOCKED;
}

}  // namespace chartbridge::sqlite
