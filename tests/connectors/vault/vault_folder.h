// A vault in a folder of its own, gone with the test.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "connectors/vault/chunk_cipher.h"
#include "connectors/vault/file_vault.h"

namespace chartbridge::vault {

inline bridge::DataKey KeyOf(std::int64_t id) {
  std::array<unsigned char, 32> bytes{};
  bytes.fill(static_cast<unsigned char>(id));
  return {id, bytes};
}

inline std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {(std::istreambuf_iterator<char>(file)), {}};
}

inline void WriteFile(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

class VaultFolder : public testing::Test {
 protected:
  VaultFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "vault-test-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    vault_ = std::move(FileVault::Open(folder_ / "media").value());
  }
  ~VaultFolder() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path PathOf(const std::string& object) const {
    return folder_ / "media" / object;
  }

  void Store(const std::string& object, const std::string& content, std::int64_t key = 1) {
    auto writer = std::move(vault_->Create(object, KeyOf(key)).value());
    ASSERT_TRUE(writer->Write(content));
    ASSERT_TRUE(writer->Commit());
  }

  // The whole content, read in pieces of `step`.
  Result<std::string, Failure> Load(const std::string& object, std::int64_t key = 1,
                                    std::size_t step = 4096) {
    auto reader = vault_->Open(object, KeyOf(key));
    if (!reader) return Unexpected<Failure>(reader.error());
    std::string content;
    std::string piece(step, '\0');
    while (true) {
      const auto got = (*reader)->Read(piece);
      if (!got) return Unexpected<Failure>(got.error());
      if (*got == 0) return content;
      content.append(piece, 0, *got);
    }
  }

  std::filesystem::path folder_;
  std::unique_ptr<FileVault> vault_;
};

}  // namespace chartbridge::vault
