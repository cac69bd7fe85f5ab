// P12: an object of 64 MiB goes in and out through buffers that do not grow.
#include "tests/connectors/vault/vault_folder.h"
#include "tests/memory/heap_use.h"

namespace chartbridge::vault {
namespace {

constexpr std::size_t kPieces = 1024;
constexpr std::size_t kPiece = std::size_t{64} << 10U;
constexpr std::size_t kBound = std::size_t{512} << 10U;

TEST_F(VaultFolder, P12_SixtyFourMebibytesInFlatMemory) {
  std::string piece(kPiece, '\0');
  test_memory::Mark();
  {
    auto writer = std::move(vault_->Create("ab", KeyOf(1)).value());
    for (std::size_t i = 0; i < kPieces; ++i) {
      piece[0] = static_cast<char>(i);
      ASSERT_TRUE(writer->Write(piece));
    }
    ASSERT_TRUE(writer->Commit());
  }
  {
    auto reader = std::move(vault_->Open("ab", KeyOf(1)).value());
    for (std::size_t i = 0; i < kPieces; ++i) {
      ASSERT_EQ(reader->Read(piece).value(), kPiece);
      ASSERT_EQ(piece[0], static_cast<char>(i));
    }
    ASSERT_EQ(reader->Read(piece).value(), 0U);
  }
  EXPECT_LT(test_memory::Growth(), kBound);
  EXPECT_EQ(std::filesystem::file_size(PathOf("ab")), kHeaderSize + kPieces * (kPiece + kTagSize));
}

}  // namespace
}  // namespace chartbridge::vault
