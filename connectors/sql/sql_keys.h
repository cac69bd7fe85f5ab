// The key store's port over an engine.
#pragma once

#include "bridge/ports/vault.h"
#include "connectors/sql/session.h"

namespace chartbridge::sql {

class SqlKeys final : public bridge::KeyStore {
 public:
  explicit SqlKeys(Engine& engine) : engine_(engine) {}
  Result<bridge::DataKey, Failure> CreateKey() override;
  Result<bridge::DataKey, Failure> OpenKey(std::int64_t id) override;
  Result<void, Failure> DestroyKey(std::int64_t id) override;

 private:
  Engine& engine_;
};

}  // namespace chartbridge::sql
