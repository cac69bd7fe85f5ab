// A disk without room, for real: a small file system in a mount namespace of a child process.
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "tests/connectors/vault/vault_folder.h"

namespace chartbridge::vault {
namespace {

enum Outcome { kRight = 0, kWrong = 1, kNoNamespace = 2 };

// In the child: 1 MiB of disk, an object of 4 MiB, then one that fits.
Outcome FillDisk(const std::filesystem::path& folder) {
  if (::unshare(CLONE_NEWNS) != 0 && ::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
    return kNoNamespace;
  if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
      ::mount("none", folder.c_str(), "tmpfs", 0, "size=1m") != 0) {
    return kNoNamespace;
  }
  auto vault = std::move(FileVault::Open(folder / "media").value());
  const std::string piece(kChunkSize, 'x');
  auto writer = std::move(vault->Create("ab", KeyOf(1)).value());
  Result<void, Failure> written;
  for (int i = 0; i < 64 && written; ++i) written = writer->Write(piece);
  if (written || written.error().kind != FailureKind::kFull) return kWrong;
  if (writer->Commit() || vault->Open("ab", KeyOf(1))) return kWrong;
  auto small = std::move(vault->Create("cd", KeyOf(1)).value());  // the room is free again
  return small->Write(piece) && small->Commit() ? kRight : kWrong;
}

TEST_F(VaultFolder, AFullDiskIsSaidAndLeavesNothingBehind) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) ::_exit(FillDisk(folder_));
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  if (WEXITSTATUS(status) == kNoNamespace) GTEST_SKIP() << "this system gives no mount namespace";
  EXPECT_EQ(WEXITSTATUS(status), kRight);
}

}  // namespace
}  // namespace chartbridge::vault
