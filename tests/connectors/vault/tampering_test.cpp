// What somebody with the disk in hand can do to an object, and what the reader says of it.
#include "tests/connectors/vault/vault_folder.h"

namespace chartbridge::vault {
namespace {

constexpr std::size_t kSealedChunk = kChunkSize + kTagSize;

std::string ThreeChunks() {
  return std::string(kChunkSize, 'a') + std::string(kChunkSize, 'b') + std::string(1000, 'c');
}

class Tampering : public VaultFolder {
 protected:
  Tampering() {
    Store("ab", ThreeChunks());
    good_ = ReadFile(PathOf("ab"));
  }

  void ExpectCorrupt(const std::string& bytes, const std::string& what) {
    WriteFile(PathOf("ab"), bytes);
    const auto loaded = Load("ab");
    ASSERT_FALSE(loaded) << what;
    EXPECT_EQ(loaded.error().kind, FailureKind::kCorrupt) << what;
  }

  std::string Chunk(std::size_t number) const {
    return good_.substr(kHeaderSize + number * kSealedChunk, kSealedChunk);
  }

  std::string good_;
};

TEST_F(Tampering, P9_AChangedBitAnywhereIsCorrupt) {
  for (std::size_t at = 0; at < kHeaderSize; ++at) {
    std::string bad = good_;
    bad[at] ^= 1;
    ExpectCorrupt(bad, "header byte " + std::to_string(at));
  }
  for (std::size_t at = kHeaderSize; at < good_.size(); at += 1009) {
    std::string bad = good_;
    bad[at] = static_cast<char>(bad[at] ^ (1 << (at % 8)));
    ExpectCorrupt(bad, "byte " + std::to_string(at));
  }
}

TEST_F(Tampering, P9_ACutTailIsCorrupt) {
  for (const std::size_t size :
       {std::size_t(0), std::size_t(5), kHeaderSize, kHeaderSize + 1, kHeaderSize + kTagSize,
        kHeaderSize + kSealedChunk - 1, kHeaderSize + kSealedChunk, kHeaderSize + 2 * kSealedChunk,
        good_.size() - 1}) {
    ExpectCorrupt(good_.substr(0, size), "cut to " + std::to_string(size));
  }
}

TEST_F(Tampering, P9_AnythingAppendedIsCorrupt) {
  ExpectCorrupt(good_ + "x", "one byte");
  ExpectCorrupt(good_ + Chunk(2), "the last chunk again");
  ExpectCorrupt(good_ + Chunk(0), "the first chunk again");
}

TEST_F(Tampering, P9_ChunksThatChangePlacesAreCorrupt) {
  const std::string header = good_.substr(0, kHeaderSize);
  ExpectCorrupt(header + Chunk(1) + Chunk(0) + Chunk(2), "swapped");
  ExpectCorrupt(header + Chunk(0) + Chunk(2), "left out");
  ExpectCorrupt(header + Chunk(0) + Chunk(0) + Chunk(2), "repeated");
}

TEST_F(Tampering, P9_AnObjectUnderAnotherNameIsCorrupt) {
  std::filesystem::copy_file(PathOf("ab"), PathOf("cd"));
  EXPECT_EQ(Load("cd").error().kind, FailureKind::kCorrupt);
}

TEST_F(Tampering, P9_ChunksOfAnOlderObjectOfTheSameNameAndKeyAreCorrupt) {
  Store("ab", ThreeChunks());
  const std::string second = ReadFile(PathOf("ab"));
  ExpectCorrupt(
      second.substr(0, kHeaderSize) + Chunk(0) + second.substr(kHeaderSize + kSealedChunk),
      "a chunk of before");
}

TEST_F(Tampering, P9_WithoutItsKeyItStaysClosed) {
  EXPECT_EQ(Load("ab", 2).error().kind, FailureKind::kCorrupt);
  std::array<unsigned char, 32> other{};
  other.fill(2);
  auto reader = std::move(vault_->Open("ab", bridge::DataKey(1, other)).value());  // right id
  std::string piece(10, '\0');
  EXPECT_EQ(reader->Read(piece).error().kind, FailureKind::kCorrupt);
}

TEST_F(Tampering, CorruptStaysCorrupt) {
  std::string bad = good_;
  bad[kHeaderSize + kSealedChunk] ^= 1;
  WriteFile(PathOf("ab"), bad);
  auto reader = std::move(vault_->Open("ab", KeyOf(1)).value());
  std::string piece(kChunkSize, '\0');
  EXPECT_EQ(reader->Read(piece).value(), kChunkSize);
  EXPECT_FALSE(reader->Read(piece));
  EXPECT_FALSE(reader->Read(piece));
}

TEST_F(Tampering, P9_TheSameContentTwiceLooksDifferent) {
  Store("cd", ThreeChunks());
  EXPECT_NE(ReadFile(PathOf("cd")).substr(kHeaderSize, 64), good_.substr(kHeaderSize, 64));
}

TEST_F(Tampering, P9_NoPlaintextAnywhereInTheDirectory) {
  const std::string canary = "CANARY-6e1f-patient-words";
  Store("cd", canary + ThreeChunks() + canary);
  auto writer = std::move(vault_->Create("ef", KeyOf(1)).value());
  ASSERT_TRUE(writer->Write(canary + ThreeChunks()));  // still in incoming/
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_)) {
    if (!entry.is_regular_file()) continue;
    ++files;
    const std::string bytes = ReadFile(entry.path());
    EXPECT_EQ(bytes.find("CANARY"), std::string::npos) << entry.path();
    EXPECT_EQ(bytes.find("aaaaaaaa"), std::string::npos) << entry.path();
  }
  EXPECT_EQ(files, 3);
}

}  // namespace
}  // namespace chartbridge::vault
