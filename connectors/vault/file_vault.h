// The vault in a directory: one encrypted file per object, nothing readable without its key.
//
//   DIR/            mode 0700
//   DIR/<object>    mode 0600, complete and durable, never changed
//   DIR/incoming/   what is being written; a crash leaves rubbish here, the next Open() removes it
//
// The form of a file is in chunk_cipher.h.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "bridge/ports/vault.h"
#include "connectors/vault/os_file.h"

namespace chartbridge::vault {

// Any thread; several processes may use the same directory. A writer or reader belongs to one
// thread at a time and may outlive the vault.
class FileVault final : public bridge::Vault {
 public:
  // Makes the directory where there is none and takes rights away from others where there are any.
  static Result<std::unique_ptr<FileVault>, Failure> Open(const std::filesystem::path& directory);

  // Creating an object that is there already replaces it on Commit, in one step.
  Result<std::unique_ptr<bridge::VaultWriter>, Failure> Create(const std::string& object,
                                                               const bridge::DataKey& key) override;
  // kNotFound when there is none.
  Result<std::unique_ptr<bridge::VaultReader>, Failure> Open(const std::string& object,
                                                             const bridge::DataKey& key) override;
  // Removing what is not there is done already.
  Result<void, Failure> Remove(const std::string& object) override;
  // In no order. What is written while this runs may or may not be named.
  Result<void, Failure> List(Instant before,
                             const std::function<bool(const std::string&)>& visit) override;

 private:
  FileVault(OsFile directory, OsFile incoming);
  void RemoveRubbish();

  std::shared_ptr<const OsFile> directory_;
  std::shared_ptr<const OsFile> incoming_;
};

}  // namespace chartbridge::vault
