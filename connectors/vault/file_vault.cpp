#include "connectors/vault/file_vault.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <system_error>

#include "connectors/vault/file_reader.h"
#include "connectors/vault/file_writer.h"

namespace chartbridge::vault {
namespace {

constexpr char kIncoming[] = "incoming";
constexpr mode_t kOwnerOnly = 0700;
constexpr std::size_t kLongestName = 128;

// No slash, no dot: what passes can only be a file of the directory itself.
bool IsObjectName(std::string_view name) {
  return !name.empty() && name.size() <= kLongestName &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == '-';
         });
}

Unexpected<Failure> BadName() {
  return Fail(FailureKind::kRefused,
              "a vault object is named by 1 to 128 characters of 0-9, a-f and -");
}

Result<OsFile, Failure> OpenDirectory(int parent, const char* name) {
  if (::mkdirat(parent, name, kOwnerOnly) != 0 && errno != EEXIST) {
    return SystemFailure(errno, "make its directory");
  }
  OsFile directory(::openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.is_open()) return SystemFailure(errno, "open its directory");
  struct stat status {};
  if (::fstat(directory.get(), &status) != 0) return SystemFailure(errno, "look at its directory");
  if ((status.st_mode & 0777U) != kOwnerOnly && ::fchmod(directory.get(), kOwnerOnly) != 0) {
    return SystemFailure(errno, "keep others out of its directory");
  }
  return directory;
}

}  // namespace

FileVault::FileVault(OsFile directory, OsFile incoming)
    : directory_(std::make_shared<const OsFile>(std::move(directory))),
      incoming_(std::make_shared<const OsFile>(std::move(incoming))) {}

Result<std::unique_ptr<FileVault>, Failure> FileVault::Open(
    const std::filesystem::path& directory) {
  std::error_code error;
  std::filesystem::create_directories(directory.parent_path(), error);  // the next step says it
  auto opened = OpenDirectory(AT_FDCWD, directory.c_str());
  if (!opened) return Unexpected<Failure>(opened.error());
  auto incoming = OpenDirectory(opened->get(), kIncoming);
  if (!incoming) return Unexpected<Failure>(incoming.error());
  if (auto synced = Sync(*opened); !synced) return Unexpected<Failure>(synced.error());
  std::unique_ptr<FileVault> vault(
      new FileVault(std::move(opened.value()), std::move(incoming.value())));
  vault->RemoveRubbish();
  return vault;
}

// What nobody holds was left by a crash. A writer holds its file from the moment of its making on.
void FileVault::RemoveRubbish() {
  const int listing = ::openat(incoming_->get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR* entries = listing >= 0 ? ::fdopendir(listing) : nullptr;
  if (entries == nullptr) {
    if (listing >= 0) ::close(listing);
    return;
  }
  while (const dirent* entry = ::readdir(entries)) {
    if (!IsObjectName(entry->d_name)) continue;
    const OsFile file(::openat(incoming_->get(), entry->d_name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (file.is_open() && ::flock(file.get(), LOCK_EX | LOCK_NB) == 0) {
      ::unlinkat(incoming_->get(), entry->d_name, 0);
    }
  }
  ::closedir(entries);
}

Result<std::unique_ptr<bridge::VaultWriter>, Failure> FileVault::Create(
    const std::string& object, const bridge::DataKey& key) {
  if (!IsObjectName(object)) return BadName();
  auto writer = std::make_unique<FileWriter>(directory_, incoming_, object, key);
  if (auto started = writer->Start(); !started) return Unexpected<Failure>(started.error());
  return std::unique_ptr<bridge::VaultWriter>(std::move(writer));
}

Result<std::unique_ptr<bridge::VaultReader>, Failure> FileVault::Open(const std::string& object,
                                                                      const bridge::DataKey& key) {
  if (!IsObjectName(object)) return BadName();
  OsFile file(::openat(directory_->get(), object.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  struct stat status {};
  if (!file.is_open() || ::fstat(file.get(), &status) != 0) {
    return SystemFailure(errno, "open an object");
  }
  std::string header(kHeaderSize, '\0');
  const auto read = ReadAll(file, header);
  if (!read) return Unexpected<Failure>(read.error());
  if (*read != kHeaderSize || status.st_size < off_t{kHeaderSize} || !S_ISREG(status.st_mode)) {
    return Corrupt();
  }
  auto cipher = ChunkCipher::Read(key, object, header);
  if (!cipher) return Corrupt();
  return std::unique_ptr<bridge::VaultReader>(std::make_unique<FileReader>(
      std::move(file), static_cast<std::uint64_t>(status.st_size), std::move(*cipher)));
}

Result<void, Failure> FileVault::Remove(const std::string& object) {
  if (!IsObjectName(object)) return BadName();
  if (::unlinkat(directory_->get(), object.c_str(), 0) != 0) {
    if (errno == ENOENT) return {};
    return SystemFailure(errno, "remove an object");
  }
  return Sync(*directory_);
}

Result<void, Failure> FileVault::List(Instant before,
                                      const std::function<bool(const std::string&)>& visit) {
  const int listing = ::openat(directory_->get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR* entries = listing >= 0 ? ::fdopendir(listing) : nullptr;
  if (entries == nullptr) {
    const int error = errno;
    if (listing >= 0) ::close(listing);
    return SystemFailure(error, "list its objects");
  }
  const std::int64_t limit = ToUnixMillis(before);
  while (const dirent* entry = ::readdir(entries)) {
    struct stat status {};
    const bool object =
        IsObjectName(entry->d_name) &&
        ::fstatat(directory_->get(), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
        S_ISREG(status.st_mode);
    if (object && std::int64_t{status.st_mtime} * 1000 < limit && !visit(entry->d_name)) break;
  }
  ::closedir(entries);
  return {};
}

}  // namespace chartbridge::vault
