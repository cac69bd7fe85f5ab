#include "connectors/sql/sql_keys.h"

namespace chartbridge::sql {

using bridge::DataKey;

Result<DataKey, Failure> SqlKeys::CreateKey() {
  DataKey key;
  auto done = engine_.Write([&](Session& session) { key = session.NewKey(); });
  if (!done) return Unexpected<Failure>(done.error());
  return key;
}

Result<DataKey, Failure> SqlKeys::OpenKey(std::int64_t id) {
  Result<DataKey, Failure> key = DataKey();
  auto done = engine_.Read([&](Session& session) { key = session.OpenKey(id); });
  if (!done) return Unexpected<Failure>(done.error());
  return key;
}

Result<void, Failure> SqlKeys::DestroyKey(std::int64_t id) {
  return engine_.Write([&](Session& session) { session.DestroyKey(id); });
}

}  // namespace chartbridge::sql
