#include "connectors/login/internal_token.h"

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "tests/connectors/login/stage.h"

namespace chartbridge::login {
namespace {

class InternalTokenTest : public testing::Test {
 protected:
  InternalTokenTest() { std::filesystem::create_directories(folder_); }
  ~InternalTokenTest() override { std::filesystem::remove_all(folder_); }
  std::string Written() const {
    std::string line;
    std::getline(std::ifstream(path_), line);
    return line;
  }

  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("internal-token-" + std::to_string(::getpid()));
  const std::filesystem::path path_ = folder_ / "chart.token";
  crypto::SystemEntropy entropy_;
};

TEST_F(InternalTokenTest, EachStartWritesItsOwnForThisUserAlone) {
  std::ofstream(path_) << "of an older start, for everybody\n";
  ::chmod(path_.c_str(), 0644);
  const InternalToken first = InternalToken::Make(entropy_);
  ASSERT_TRUE(first.Write(path_));
  EXPECT_EQ(first.text().size(), 43U);
  EXPECT_EQ(Written(), first.text());
  struct stat status {};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  const InternalToken second = InternalToken::Make(entropy_);
  ASSERT_TRUE(second.Write(path_));
  EXPECT_EQ(Written(), second.text());
  EXPECT_FALSE(second.Is(first.text()));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1);
}

TEST_F(InternalTokenTest, AFolderThatIsNotThereIsSaidSo) {
  EXPECT_FALSE(InternalToken::Make(entropy_).Write(folder_ / "none" / "chart.token"));
}

TEST_F(InternalTokenTest, OnlyTheWholeTokenFits) {
  const InternalToken token = InternalToken::Make(entropy_);
  EXPECT_TRUE(token.Is(token.text()));
  EXPECT_FALSE(token.Is(""));
  EXPECT_FALSE(token.Is(token.text().substr(1)));
  EXPECT_FALSE(token.Is(token.text() + "x"));
}

}  // namespace
}  // namespace chartbridge::login
