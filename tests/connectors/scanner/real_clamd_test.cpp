// Against Debian's clamd with a database of one signature; skipped where clamav-daemon is not
// installed. Nothing is asked of the network.
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "connectors/scanner/content_scan.h"
#include "connectors/scanner/content_scanner.h"
#include "tests/connectors/scanner/small_files.h"

namespace chartbridge::scanner {
namespace {

constexpr const char* kProgram = "/usr/sbin/clamd";
constexpr std::uint64_t kMost = 1U << 20U;

class RealClamd : public ::testing::Test {
 protected:
  void SetUp() override {
    if (::access(kProgram, X_OK) != 0) GTEST_SKIP() << "clamav-daemon is not installed";
    folder_ = std::filesystem::temp_directory_path() / "clamd-XXXXXX";
    ASSERT_NE(mkdtemp(folder_.data()), nullptr);
    std::filesystem::create_directory(folder_ + "/db");
    // The MD5 and the length of the EICAR test file.
    std::ofstream(folder_ + "/db/test.hdb") << "44d88612fea8a8f36de82e1278abb02f:68:Eicar-Test\n";
    std::ofstream(folder_ + "/clamd.conf")
        << "DatabaseDirectory " << folder_ << "/db\nLocalSocket " << folder_
        << "/clamd.ctl\nForeground yes\nStreamMaxLength 1M\n"
        << (::getuid() == 0 ? "User root\n" : "");
    Start();
  }
  void TearDown() override {
    if (process_ > 0) {
      ::kill(process_, SIGTERM);
      ::waitpid(process_, nullptr, 0);
      ::close(output_);
    }
    std::filesystem::remove_all(folder_);
  }

  // Until it says that it listens.
  void Start() {
    std::array<int, 2> pipe{};
    ASSERT_EQ(::pipe(pipe.data()), 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipe[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, pipe[0]);
    std::string program = kProgram;
    std::string option = "--config-file=" + folder_ + "/clamd.conf";
    std::array<char*, 3> arguments{program.data(), option.data(), nullptr};
    ASSERT_EQ(::posix_spawn(&process_, kProgram, &actions, nullptr, arguments.data(), environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    ::close(pipe[1]);
    std::string said;
    std::array<char, 4096> piece{};
    while (said.find("Self checking") == std::string::npos) {
      const ssize_t read = ::read(pipe[0], piece.data(), piece.size());
      ASSERT_GT(read, 0) << said;
      said.append(piece.data(), std::size_t(read));
    }
    output_ = pipe[0];
  }

  ClamdSettings Settings() const {
    return {.socket = folder_ + "/clamd.ctl", .most_bytes = 100 * kMost};
  }
  Result<bridge::ScanVerdict, Failure> Scan(const std::string& content) const {
    TextReader reader(content);
    return ContentScanner(Settings()).Scan(reader);
  }

  std::string folder_;
  pid_t process_ = 0;
  int output_ = -1;
};

TEST_F(RealClamd, SaysWhatItFinds) {
  ASSERT_TRUE(TryClamd(Settings())) << TryClamd(Settings()).error().text;
  EXPECT_EQ(Scan("My fever is gone").value(), bridge::ScanVerdict::kClean);
  EXPECT_EQ(Scan("").value(), bridge::ScanVerdict::kClean);
  EXPECT_EQ(Scan(Pdf("")).value(), bridge::ScanVerdict::kClean);
  EXPECT_EQ(Scan(Zip(Docx())).value(), bridge::ScanVerdict::kClean);
  EXPECT_EQ(Scan(Pdf("/OpenAction 9 0 R")).value(), bridge::ScanVerdict::kSuspicious);
  EXPECT_EQ(Scan(std::string(kMost / 2, 'x')).value(), bridge::ScanVerdict::kClean);
}

// Its StreamMaxLength is reached before our limit: it answers while we still send.
TEST_F(RealClamd, WhatIsTooLongForItIsHeldForAPerson) {
  EXPECT_EQ(Scan(std::string(20 * kMost, 'x')).value(), bridge::ScanVerdict::kSuspicious);
}

}  // namespace
}  // namespace chartbridge::scanner
