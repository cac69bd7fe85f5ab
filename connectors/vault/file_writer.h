// An object on its way into the directory vault.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "connectors/vault/chunk_cipher.h"
#include "connectors/vault/os_file.h"

namespace chartbridge::vault {

// Collects a chunk, seals it, writes it to a file in incoming/; Commit moves that to its name. Gone
// without Commit, it takes its file along.
class FileWriter final : public bridge::VaultWriter {
 public:
  FileWriter(std::shared_ptr<const OsFile> directory, std::shared_ptr<const OsFile> incoming,
             std::string object, const bridge::DataKey& key);
  ~FileWriter() override;

  // Once, before anything else.
  Result<void, Failure> Start();

  Result<void, Failure> Write(std::span<const char> bytes) override;
  Result<void, Failure> Commit() override;

 private:
  Result<void, Failure> Flush(bool last);
  Result<void, Failure> Publish();
  void Discard();

  std::shared_ptr<const OsFile> directory_;
  std::shared_ptr<const OsFile> incoming_;
  std::string object_;
  std::string temporary_;
  ChunkCipher cipher_;
  OsFile file_;
  std::vector<char> plain_;
  std::vector<char> sealed_;
};

}  // namespace chartbridge::vault
