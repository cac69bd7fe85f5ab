#include "connectors/vault/file_writer.h"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include "connectors/crypto/crypto.h"

namespace chartbridge::vault {
namespace {

constexpr mode_t kOwnerOnly = 0600;

Unexpected<Failure> Closed() {
  return Fail(FailureKind::kUnreachable,
              "the object was given up after a failure and must be written anew");
}

// True when this process alone holds the file and nobody took it for rubbish in between.
bool Hold(const OsFile& file) {
  struct stat status {};
  return ::flock(file.get(), LOCK_EX | LOCK_NB) == 0 && ::fstat(file.get(), &status) == 0 &&
         status.st_nlink == 1;
}

}  // namespace

FileWriter::FileWriter(std::shared_ptr<const OsFile> directory,
                       std::shared_ptr<const OsFile> incoming, std::string object,
                       const bridge::DataKey& key)
    : directory_(std::move(directory)),
      incoming_(std::move(incoming)),
      object_(std::move(object)),
      cipher_(key, object_),
      sealed_(kChunkSize + kTagSize) {
  plain_.reserve(kChunkSize);
}

FileWriter::~FileWriter() { Discard(); }

void FileWriter::Discard() {
  if (file_.is_open()) ::unlinkat(incoming_->get(), temporary_.c_str(), 0);
  file_ = OsFile();
  OPENSSL_cleanse(plain_.data(), plain_.size());
  plain_.clear();
}

Result<void, Failure> FileWriter::Start() {
  crypto::SystemEntropy entropy;
  while (true) {
    temporary_ = crypto::RandomUuid(entropy);
    file_ = OsFile(::openat(incoming_->get(), temporary_.c_str(),
                            O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kOwnerOnly));
    if (!file_.is_open()) return SystemFailure(errno, "begin an object");
    if (Hold(file_)) break;
    Discard();
  }
  auto written = WriteAll(file_, cipher_.header());
  if (!written) Discard();
  return written;
}

// A full chunk waits until it is known whether another byte follows: the last one is marked.
Result<void, Failure> FileWriter::Write(std::span<const char> bytes) {
  if (!file_.is_open()) return Closed();
  while (!bytes.empty()) {
    if (plain_.size() == kChunkSize) {
      if (auto flushed = Flush(false); !flushed) return flushed;
    }
    const std::size_t size = std::min(bytes.size(), kChunkSize - plain_.size());
    plain_.insert(plain_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
    bytes = bytes.subspan(size);
  }
  return {};
}

Result<void, Failure> FileWriter::Flush(bool last) {
  if (!cipher_.Seal(plain_, last, sealed_)) {
    Discard();
    return Fail(FailureKind::kTooLarge, "the object is larger than 256 TiB");
  }
  auto written = WriteAll(file_, {sealed_.data(), plain_.size() + kTagSize});
  if (!written) {
    Discard();
    return written;
  }
  OPENSSL_cleanse(plain_.data(), plain_.size());
  plain_.clear();
  return {};
}

Result<void, Failure> FileWriter::Commit() {
  if (!file_.is_open()) return Closed();
  if (auto flushed = Flush(true); !flushed) return flushed;
  auto published = Publish();
  if (!published) Discard();
  return published;
}

// The bytes first, then the name, then the directory: a crash leaves the whole object or none.
Result<void, Failure> FileWriter::Publish() {
  if (auto synced = Sync(file_); !synced) return synced;
  if (::renameat(incoming_->get(), temporary_.c_str(), directory_->get(), object_.c_str()) != 0) {
    return SystemFailure(errno, "name an object");
  }
  file_ = OsFile();
  return Sync(*directory_);
}

}  // namespace chartbridge::vault
