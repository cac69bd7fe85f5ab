#include "connectors/vault/file_vault.h"

#include <sys/stat.h>

#include "tests/connectors/vault/vault_folder.h"

namespace chartbridge::vault {
namespace {

unsigned ModeOf(const std::filesystem::path& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 0777U : 0;
}

std::string Pattern(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 31 + i / 251);
  return bytes;
}

TEST_F(VaultFolder, ContentOfEverySizeComesBack) {
  for (const std::size_t size : {std::size_t(0), std::size_t(1), kChunkSize - 1, kChunkSize,
                                 kChunkSize + 1, 3 * kChunkSize, 3 * kChunkSize + 77}) {
    Store("ab-1", Pattern(size));
    for (const std::size_t step : {std::size_t(1000), kChunkSize, 5 * kChunkSize}) {
      EXPECT_EQ(Load("ab-1", 1, step).value(), Pattern(size)) << size << " by " << step;
    }
  }
}

TEST_F(VaultFolder, PiecesOfAnySizeMakeTheSameObject) {
  const std::string content = Pattern(2 * kChunkSize + 5);
  auto writer = std::move(vault_->Create("ab", KeyOf(1)).value());
  for (std::size_t at = 0, step = 1; at < content.size(); at += step, step = step * 3 + 1) {
    ASSERT_TRUE(writer->Write(std::span(content).subspan(at, std::min(step, content.size() - at))));
  }
  ASSERT_TRUE(writer->Write({}));
  ASSERT_TRUE(writer->Commit());
  EXPECT_EQ(Load("ab").value(), content);
}

TEST_F(VaultFolder, WithoutCommitThereIsNoObjectAndNoRubbish) {
  {
    auto writer = std::move(vault_->Create("ab", KeyOf(1)).value());
    ASSERT_TRUE(writer->Write(Pattern(3 * kChunkSize)));
    EXPECT_EQ(Load("ab").error().kind, FailureKind::kNotFound);
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "media" / "incoming"));
  EXPECT_EQ(Load("ab").error().kind, FailureKind::kNotFound);
}

TEST_F(VaultFolder, AfterCommitNothingMoreIsTaken) {
  auto writer = std::move(vault_->Create("ab", KeyOf(1)).value());
  ASSERT_TRUE(writer->Write(std::string("x")));
  ASSERT_TRUE(writer->Commit());
  EXPECT_FALSE(writer->Write(std::string("y")));
  EXPECT_FALSE(writer->Commit());
  writer.reset();
  EXPECT_EQ(Load("ab").value(), "x");
}

TEST_F(VaultFolder, CreatingAgainReplacesInOneStep) {
  Store("ab", "old");
  auto reader = std::move(vault_->Open("ab", KeyOf(1)).value());
  Store("ab", "new", 2);
  EXPECT_EQ(Load("ab", 2).value(), "new");
  std::string piece(10, '\0');  // whoever reads the old one reads it to its end
  EXPECT_EQ(reader->Read(piece).value(), 3U);
  EXPECT_EQ(piece.substr(0, 3), "old");
}

TEST_F(VaultFolder, RemovingIsDoneOnceAndForAll) {
  Store("ab", "x");
  EXPECT_TRUE(vault_->Remove("ab"));
  EXPECT_TRUE(vault_->Remove("ab"));
  EXPECT_EQ(Load("ab").error().kind, FailureKind::kNotFound);
}

TEST_F(VaultFolder, HostileNamesAreRefused) {
  Store("ab", "x");
  WriteFile(folder_ / "abc", "outside");
  for (const std::string& name :
       {std::string(), std::string("."), std::string(".."), std::string("../abc"),
        std::string("/etc/passwd"), std::string("a/b"), std::string("ab\0", 3), std::string("AB"),
        std::string("incoming"), std::string("incoming/ab"), std::string("a b"), std::string("a\n"),
        std::string("ä"), std::string(129, 'a')}) {
    EXPECT_EQ(vault_->Create(name, KeyOf(1)).error().kind, FailureKind::kRefused) << name;
    EXPECT_EQ(vault_->Open(name, KeyOf(1)).error().kind, FailureKind::kRefused) << name;
    EXPECT_EQ(vault_->Remove(name).error().kind, FailureKind::kRefused) << name;
  }
  EXPECT_EQ(ReadFile(folder_ / "abc"), "outside");
}

TEST_F(VaultFolder, ALinkPutInTheDirectoryIsNotFollowed) {
  Store("ab", "x");
  std::filesystem::create_symlink(PathOf("ab"), PathOf("cd"));
  EXPECT_FALSE(Load("cd"));
}

TEST_F(VaultFolder, OnlyTheOwnerMayRead) {
  Store("ab", "x");
  EXPECT_EQ(ModeOf(folder_ / "media"), 0700U);
  EXPECT_EQ(ModeOf(folder_ / "media" / "incoming"), 0700U);
  EXPECT_EQ(ModeOf(PathOf("ab")), 0600U);
}

TEST_F(VaultFolder, ADirectoryThatWasOpenToOthersIsClosed) {
  std::filesystem::permissions(folder_ / "media", std::filesystem::perms(0777));
  ASSERT_TRUE(FileVault::Open(folder_ / "media"));
  EXPECT_EQ(ModeOf(folder_ / "media"), 0700U);
}

TEST_F(VaultFolder, WhatACrashLeftIsRemovedAndWhatIsBeingWrittenIsNot) {
  WriteFile(folder_ / "media" / "incoming" / "dead-beef", "half an object");
  auto writer = std::move(vault_->Create("ab", KeyOf(1)).value());
  ASSERT_TRUE(writer->Write(std::string("still alive")));
  ASSERT_TRUE(FileVault::Open(folder_ / "media"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "media" / "incoming" / "dead-beef"));
  ASSERT_TRUE(writer->Commit());
  EXPECT_EQ(Load("ab").value(), "still alive");
}

TEST_F(VaultFolder, AWriterOutlivesItsVault) {
  auto writer = std::move(vault_->Create("ab", KeyOf(1)).value());
  vault_ = std::move(FileVault::Open(folder_ / "media").value());
  ASSERT_TRUE(writer->Write(std::string("x")));
  ASSERT_TRUE(writer->Commit());
  EXPECT_EQ(Load("ab").value(), "x");
}

TEST_F(VaultFolder, AFileInTheWayOfTheDirectoryIsOneSentence) {
  WriteFile(folder_ / "file", "x");
  const auto vault = FileVault::Open(folder_ / "file");
  ASSERT_FALSE(vault);
  EXPECT_TRUE(vault.error().text.starts_with("the vault cannot open its directory"));
}

TEST_F(VaultFolder, TheDirectoryIsMadeWithItsParents) {
  ASSERT_TRUE(FileVault::Open(folder_ / "a" / "b" / "c"));
  EXPECT_TRUE(std::filesystem::is_directory(folder_ / "a" / "b" / "c"));
}

TEST_F(VaultFolder, WhatIsPassedOverIsNotReadAndTheRestIsWhole) {
  std::string content(5 * kChunkSize + 17, '\0');
  for (std::size_t i = 0; i < content.size(); ++i) content[i] = char('a' + (i / 999) % 26);
  Store("aa", content);
  for (const std::size_t from :
       {std::size_t(0), std::size_t(1), kChunkSize - 1, kChunkSize, kChunkSize + 1, 3 * kChunkSize,
        5 * kChunkSize, content.size() - 1, content.size(), content.size() + kChunkSize}) {
    auto reader = std::move(vault_->Open("aa", KeyOf(1)).value());
    ASSERT_TRUE(reader->Skip(from));
    std::string rest(content.size() + 1, '\0');
    const auto read = reader->Read(rest);
    ASSERT_TRUE(read) << from;
    EXPECT_TRUE(rest.substr(0, *read) == content.substr(std::min(from, content.size()))) << from;
  }
  auto reader = std::move(vault_->Open("aa", KeyOf(1)).value());
  std::string piece(10, '\0');
  ASSERT_TRUE(reader->Read(piece));
  ASSERT_TRUE(reader->Skip(2 * kChunkSize));
  ASSERT_TRUE(reader->Read(piece));
  EXPECT_EQ(piece, content.substr(2 * kChunkSize + 10, 10));
}

}  // namespace
}  // namespace chartbridge::vault
