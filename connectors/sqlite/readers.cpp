#include "connectors/sqlite/readers.h"

#include "connectors/sqlite/cells.h"
#include "connectors/sqlite/sessions.h"

namespace chartbridge::sqlite {
namespace {

constexpr int kMostConnections = 8;

}  // namespace

Readers::Readers(const std::string& main_path, const std::string& keys_path, const std::string& vfs,
                 const crypto::KeyRing& ring)
    : ring_(ring), pool_(kMostConnections, [main_path, keys_path, vfs] {
        return std::unique_ptr<Reader>(
            new Reader{.main = Connection(main_path, Access::kReadOnly, vfs),
                       .keys = Connection(keys_path, Access::kReadOnly, vfs)});
      }) {}

Result<void, Failure> Readers::Read(const sql::Work& work) {
  try {
    Pool<Reader>::Borrowed reader(pool_);
    try {
      Transaction snapshot(reader->main, Transaction::Kind::kSnapshot);
      ReadSession session(reader->main, reader->keys, ring_);
      work(session);
      snapshot.Commit();
      return {};
    } catch (const SqliteError&) {
      reader.Discard();  // whatever state it is in
      throw;
    }
  } catch (const std::exception& error) {
    return Unexpected<Failure>(FailureOf(error));
  }
}

}  // namespace chartbridge::sqlite
