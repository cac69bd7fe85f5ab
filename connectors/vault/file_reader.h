// An object on its way out of the directory vault.
#pragma once

#include <cstdint>
#include <vector>

#include "connectors/vault/chunk_cipher.h"
#include "connectors/vault/os_file.h"

namespace chartbridge::vault {

// Hands out only bytes whose chunk was authenticated. That the end is the end is known when Read
// answers 0: whoever stops before has seen a true beginning, not the whole.
class FileReader final : public bridge::VaultReader {
 public:
  // `size` is that of the whole file, `file` stands behind the header.
  FileReader(OsFile file, std::uint64_t size, ChunkCipher cipher);
  ~FileReader() override;

  Result<std::size_t, Failure> Read(std::span<char> into) override;
  // Whole chunks are passed over unread.
  Result<void, Failure> Skip(std::uint64_t bytes) override;

 private:
  Result<void, Failure> NextChunk();

  OsFile file_;
  std::uint64_t left_;  // bytes of the file not read yet
  ChunkCipher cipher_;
  std::vector<char> sealed_;
  std::vector<char> plain_;
  std::size_t from_ = 0;  // of plain_, not handed out yet
  std::size_t to_ = 0;
  bool ended_ = false;
  bool corrupt_ = false;
};

Unexpected<Failure> Corrupt();

}  // namespace chartbridge::vault
