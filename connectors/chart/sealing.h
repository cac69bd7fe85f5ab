// How what the chart keeps rests: sealed bodies in chart.db, files in the chart's vault, each under
// the key of who owns it. Keys rest wrapped by the tenant key (schema/keys.sql).
#pragma once

#include <memory>
#include <string>

#include "base/clock.h"
#include "bridge/ports/vault.h"
#include "connectors/chart/query.h"
#include "connectors/crypto/keyring.h"

namespace chartbridge::chart {

// What a chart stands on. `vault` is its alone: an object that no version names is removed.
struct StoreContext {
  const crypto::KeyRing& ring;
  Entropy& entropy;
  bridge::Vault& vault;
};

std::string Wrap(const StoreContext& context, const bridge::DataKey& key);
// 500 when the master key is not the one this chart was written under.
bridge::DataKey Unwrap(const StoreContext& context, std::int64_t id, std::string_view wrapped);

// `place` says where the bytes rest: a body moved to another row cannot be opened.
std::string Seal(const StoreContext& context, const crypto::Key& key, std::string_view place,
                 std::string_view plain);
Result<std::string, Failure> Open(const StoreContext& context, const crypto::Key& key,
                                  std::string_view place, std::string_view sealed);

// What a search compares: an HMAC by the key ring.
std::string HashOf(const StoreContext& context, const std::string& type,
                   const std::string& parameter, std::string_view value);

// The body of a version with what else is known of it; the type and the id are in the body.
std::string SealVersion(const StoreContext& context, const bridge::DataKey& key, std::int64_t pid,
                        const Version& version);
// Fills in `version`, whose number and, for a Binary, object are known. 500 when it cannot be
// opened.
void OpenVersion(const StoreContext& context, const bridge::DataKey& key, std::int64_t pid,
                 std::string_view sealed, Version& version);

// Bytes on their way into the vault, in flat memory. Unless they are kept, they are gone with this.
// Throws Refused: 503 when the vault has no room, 500 when it fails.
class Upload {
 public:
  Upload(const StoreContext& context, const bridge::DataKey& key);
  ~Upload();
  Upload(const Upload&) = delete;
  Upload& operator=(const Upload&) = delete;

  void Write(std::string_view bytes);
  // Durable on return.
  const Blob& Finish();
  const Blob& blob() const { return blob_; }
  void Keep(bool kept) { kept_ = kept; }  // a version names it now

 private:
  void Flush();

  bridge::Vault& vault_;
  Blob blob_;
  std::unique_ptr<bridge::VaultWriter> writer_;
  std::string piece_;
  bool kept_ = false;
};

}  // namespace chartbridge::chart
