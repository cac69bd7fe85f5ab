// P12: a hundred megabytes are looked into in a few megabytes of memory.
#include <gtest/gtest.h>
#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "connectors/scanner/content_scanner.h"
#include "tests/connectors/scanner/small_files.h"

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

namespace chartbridge::scanner {
namespace {

constexpr std::size_t kBound = std::size_t{6} << 20U;
constexpr std::uint64_t kLength = 100U << 20U;

// A beginning, then zeros.
class LongReader final : public bridge::VaultReader {
 public:
  explicit LongReader(std::string beginning) : beginning_(std::move(beginning)), zeros_(kLength) {}
  Result<std::size_t, Failure> Read(std::span<char> into) override {
    const auto read = beginning_.Read(into);
    return read && *read > 0 ? read : zeros_.Read(into);
  }

 private:
  TextReader beginning_;
  ZeroReader zeros_;
};

TEST(ScannerMemory, P12_AHundredMebibytesInFlatMemory) {
  for (const std::string& beginning :
       {std::string("OggS"), Jpeg(4000, 3000), std::string("\xFF\xD8\xFF\xE0"), Pdf(""),
        Zip(Docx()),
        Pdf("", "5 0 obj\n<< /Type /ObjStm /Filter /FlateDecode >>\nstream\n" +
                    Compressed(std::string(1'000'000, 'x')))}) {
    LongReader reader(beginning);
    const std::size_t before = in_use;
    highest = before;
    ASSERT_TRUE(ContentScanner().Scan(reader));
    EXPECT_LT(highest - before, kBound);
  }
}

}  // namespace
}  // namespace chartbridge::scanner
