#include "connectors/smart/internal_token.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <fstream>

#include "connectors/crypto/crypto.h"

namespace chartbridge::smart {
namespace {

class InternalTokenTest : public testing::Test {
 protected:
  void SetUp() override {
    static std::atomic<int> number{0};
    folder_ = std::filesystem::temp_directory_path() /
              ("smart-test-" + std::to_string(::getpid()) + "-" + std::to_string(number++));
    std::filesystem::create_directories(folder_);
    path_ = folder_ / "chart.token";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path folder_;
  std::filesystem::path path_;
  crypto::SystemEntropy entropy_;
};

TEST_F(InternalTokenTest, ItIsMadeOnceForThisUserAlone) {
  const auto made = ReadOrMakeInternalToken(path_, entropy_);
  ASSERT_TRUE(made.has_value()) << made.error().text;
  EXPECT_EQ(made->text().size(), 43U);
  struct stat status {};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_EQ(ReadOrMakeInternalToken(path_, entropy_)->text(), made->text());
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1);
}

TEST_F(InternalTokenTest, WhatIsNoTokenIsNotReplacedUnseen) {
  for (const char* content : {"", "short\n", "0123456789012345678901234567890123456789012 extra"}) {
    std::filesystem::remove(path_);
    std::ofstream(path_) << content;
    ::chmod(path_.c_str(), 0600);
    const auto read = ReadOrMakeInternalToken(path_, entropy_);
    ASSERT_FALSE(read.has_value());
    EXPECT_EQ(read.error().kind, FailureKind::kCorrupt);
  }
}

TEST_F(InternalTokenTest, AFileThatOthersMayReadIsRefused) {
  ASSERT_TRUE(ReadOrMakeInternalToken(path_, entropy_).has_value());
  ::chmod(path_.c_str(), 0640);
  const auto read = ReadOrMakeInternalToken(path_, entropy_);
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().kind, FailureKind::kForbidden);
}

TEST_F(InternalTokenTest, AFolderThatIsNotThereIsSaidSo) {
  EXPECT_FALSE(ReadOrMakeInternalToken(folder_ / "none" / "chart.token", entropy_).has_value());
}

TEST_F(InternalTokenTest, OnlyTheWholeTokenFits) {
  const InternalToken token = InternalToken::Make(entropy_);
  EXPECT_TRUE(token.Is(token.text()));
  EXPECT_FALSE(token.Is(""));
  EXPECT_FALSE(token.Is(token.text().substr(1)));
  EXPECT_FALSE(token.Is(token.text() + "x"));
}

}  // namespace
}  // namespace chartbridge::smart
