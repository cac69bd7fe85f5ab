#include "bridge/app/secret_file.h"

#include <thread>
#include <vector>

#include "tests/bridge/app/settings_folder.h"

namespace chartbridge {
namespace {

class SecretFileTest : public SettingsFolder {
 protected:
  // As an operator does it: the new file takes the old one's place in one step.
  void Replace(const std::string& name, const std::string& text) {
    Write(name + ".new", text);
    std::filesystem::rename(folder_ / (name + ".new"), folder_ / name);
  }
};

TEST_F(SecretFileTest, WhiteSpaceAroundTheValueIsNoPartOfIt) {
  Write("s", "\n  se cret \r\n\n");
  EXPECT_EQ(SecretFile(folder_ / "s").Read().value(), "se cret");
}

TEST_F(SecretFileTest, AReplacedFileIsReadAgain) {
  Write("s", "first");
  SecretFile secret(folder_ / "s");
  EXPECT_EQ(secret.Read().value(), "first");
  Replace("s", "other");
  EXPECT_EQ(secret.Read().value(), "other");
}

TEST_F(SecretFileTest, AFileWrittenInPlaceIsReadAgain) {
  Write("s", "first");
  SecretFile secret(folder_ / "s");
  EXPECT_EQ(secret.Read().value(), "first");
  Write("s", "longer value");
  EXPECT_EQ(secret.Read().value(), "longer value");
}

TEST_F(SecretFileTest, TheTargetOfALinkThatMovesIsReadAgain) {
  Write("one", "first");
  Write("two", "other");
  std::filesystem::create_symlink("one", folder_ / "s");
  SecretFile secret(folder_ / "s");
  EXPECT_EQ(secret.Read().value(), "first");
  std::filesystem::remove(folder_ / "s");
  std::filesystem::create_symlink("two", folder_ / "s");
  EXPECT_EQ(secret.Read().value(), "other");
}

TEST_F(SecretFileTest, WhileTheFileIsUnusableTheLastGoodValueStays) {
  Write("s", "first");
  SecretFile secret(folder_ / "s");
  EXPECT_EQ(secret.Read().value(), "first");
  Write("s", "");
  EXPECT_EQ(secret.Read().value(), "first");
  std::filesystem::remove(folder_ / "s");
  EXPECT_EQ(secret.Read().value(), "first");
  Write("s", "second", 0644);
  EXPECT_EQ(secret.Read().value(), "first");
  Replace("s", "third");
  EXPECT_EQ(secret.Read().value(), "third");
}

TEST_F(SecretFileTest, WithoutAnyGoodValueItSaysWhy) {
  SecretFile secret(folder_ / "s");
  EXPECT_EQ(secret.Read().error().kind, FailureKind::kNotFound);
  Write("s", "\n");
  EXPECT_EQ(secret.Read().error().kind, FailureKind::kRefused);
  Write("s", "x", 0644);
  EXPECT_EQ(secret.Read().error().kind, FailureKind::kForbidden);
  Write("s", std::string(100'000, 'x'));
  EXPECT_EQ(secret.Read().error().kind, FailureKind::kTooLarge);
  Write("s", "good");
  EXPECT_EQ(secret.Read().value(), "good");
}

TEST_F(SecretFileTest, ManyThreadsSeeOnlyWholeValues) {
  Write("s", std::string(1000, 'a'));
  SecretFile secret(folder_ / "s");
  std::vector<std::jthread> readers;
  std::atomic<int> torn{0};
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([&] {
      for (int round = 0; round < 200; ++round) {
        const auto value = secret.Read();
        if (!value || value->size() != 1000 ||
            value->find_first_not_of((*value)[0]) != std::string::npos)
          ++torn;
      }
    });
  }
  for (int round = 0; round < 50; ++round)
    Replace("s", std::string(1000, static_cast<char>('a' + round % 26)));
  readers.clear();
  EXPECT_EQ(torn, 0);
}

}  // namespace
}  // namespace chartbridge
