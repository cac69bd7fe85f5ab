#include "connectors/sqlite/readers.h"

#include "connectors/sqlite/sessions.h"

namespace chartbridge::sqlite {
namespace {

constexpr int kMostConnections = 8;

}  // namespace

struct Readers::Connection {
  Connection(const std::string& main_path, const std::string& keys_path, const std::string& vfs)
      : main(main_path, Access::kReadOnly, vfs), keys(keys_path, Access::kReadOnly, vfs) {}
  Database main;
  Database keys;
};

Readers::Readers(std::string main_path, std::string keys_path, std::string vfs,
                 const crypto::KeyRing& ring)
    : main_path_(std::move(main_path)),
      keys_path_(std::move(keys_path)),
      vfs_(std::move(vfs)),
      ring_(ring) {}

Readers::~Readers() = default;

// nullptr: the caller opens one itself, outside the lock.
std::unique_ptr<Readers::Connection> Readers::Take() {
  std::unique_lock lock(mutex_);
  returned_.wait(lock, [this] { return in_use_ < kMostConnections; });
  ++in_use_;
  if (idle_.empty()) return nullptr;
  std::unique_ptr<Connection> connection = std::move(idle_.back());
  idle_.pop_back();
  return connection;
}

void Readers::Return(std::unique_ptr<Connection> connection) {
  {
    const std::scoped_lock lock(mutex_);
    --in_use_;
    if (connection) idle_.push_back(std::move(connection));
  }
  returned_.notify_one();
}

Result<void, Failure> Readers::Read(const sql::Work& work) {
  std::unique_ptr<Connection> connection = Take();
  Result<void, Failure> result;
  try {
    if (!connection) connection = std::make_unique<Connection>(main_path_, keys_path_, vfs_);
    connection->main.Execute("BEGIN", {});
    ReadSession session(connection->main, connection->keys, ring_);
    work(session);
    connection->main.Execute("COMMIT", {});
  } catch (const SqliteError& error) {
    result = Unexpected<Failure>(error.failure);
    connection.reset();  // whatever state it is in
  } catch (const sql::TransactionError& error) {
    result = Unexpected<Failure>(error.failure);
    connection->main.Execute("ROLLBACK", {});
  }
  Return(std::move(connection));
  return result;
}

}  // namespace chartbridge::sqlite
