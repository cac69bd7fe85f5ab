// P12: an object of 64 MiB goes in and out through buffers that do not grow.
#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "tests/connectors/vault/vault_folder.h"

namespace {

std::atomic<std::size_t> in_use{0};
std::atomic<std::size_t> highest{0};

void* Count(void* block) {
  if (block == nullptr) std::abort();
  const std::size_t now = in_use += ::malloc_usable_size(block);
  std::size_t before = highest;
  while (before < now && !highest.compare_exchange_weak(before, now)) {
  }
  return block;
}

void Uncount(void* block) {
  if (block == nullptr) return;
  in_use -= ::malloc_usable_size(block);
  std::free(block);
}

}  // namespace

void* operator new(std::size_t size) { return Count(std::malloc(size)); }
void* operator new[](std::size_t size) { return Count(std::malloc(size)); }
void operator delete(void* block) noexcept { Uncount(block); }
void operator delete[](void* block) noexcept { Uncount(block); }
void operator delete(void* block, std::size_t) noexcept { Uncount(block); }
void operator delete[](void* block, std::size_t) noexcept { Uncount(block); }

namespace chartbridge::vault {
namespace {

constexpr std::size_t kPieces = 1024;
constexpr std::size_t kPiece = std::size_t{64} << 10U;
constexpr std::size_t kBound = std::size_t{512} << 10U;

TEST_F(VaultFolder, P12_SixtyFourMebibytesInFlatMemory) {
  std::string piece(kPiece, '\0');
  const std::size_t before = in_use;
  highest = before;
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
  EXPECT_LT(highest - before, kBound);
  EXPECT_EQ(std::filesystem::file_size(PathOf("ab")), kHeaderSize + kPieces * (kPiece + kTagSize));
}

}  // namespace
}  // namespace chartbridge::vault
