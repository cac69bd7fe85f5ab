// Keys made of the master key: the tenant key that wraps every data key, and the key under which
// addresses and ids are looked up as HMACs. The master key lives in a file outside the database.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "connectors/crypto/crypto.h"

namespace chartbridge::crypto {

class KeyRing {
 public:
  // `master` as read from the file: 64 hex digits per line, "<version> <hex>", newest last. A Fault
  // names the line and what is wrong, never its content.
  static Result<KeyRing, Issue> Read(std::string_view master, std::string tenant);
  // A fresh line for a new master file.
  static std::string Generate(Entropy& entropy, std::uint32_t version);

  std::uint32_t current_version() const;
  const std::string& tenant() const { return tenant_; }

  std::string Wrap(const Key& data_key, std::int64_t id) const;
  Result<Key, Failure> Unwrap(std::string_view wrapped, std::int64_t id) const;

  // Ed25519 private keys that sign the audit's anchors, one for each version of the master key, the
  // newest last. Apart from the tenant key: who has one of them opens no content.
  std::vector<Key> AnchorSeeds() const;

  // The HMAC by which something sensitive is found again; `kind` keeps phones, ids and search
  // values of the chart apart. 16 bytes: enough to be unique, too few to be the value.
  std::string Lookup(std::string_view kind, std::string_view value) const;

 private:
  KeyRing() = default;
  std::string tenant_;
  std::map<std::uint32_t, Key> tenant_keys_;
  std::map<std::uint32_t, Key> anchor_seeds_;
  Key lookup_key_{};
};

}  // namespace chartbridge::crypto
