// P12: a hundred megabytes are looked into in a few megabytes of memory.
#include <gtest/gtest.h>

#include "connectors/scanner/content_scanner.h"
#include "tests/connectors/scanner/small_files.h"
#include "tests/memory/heap_use.h"

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
    test_memory::Mark();
    ASSERT_TRUE(ContentScanner().Scan(reader));
    EXPECT_LT(test_memory::Growth(), kBound);
  }
}

}  // namespace
}  // namespace chartbridge::scanner
