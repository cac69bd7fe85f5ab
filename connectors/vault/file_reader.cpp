#include "connectors/vault/file_reader.h"

#include <openssl/crypto.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace chartbridge::vault {

Unexpected<Failure> Corrupt() {
  return Fail(FailureKind::kCorrupt,
              "an object of the vault was changed, cut, moved, or sealed with another key");
}

FileReader::FileReader(OsFile file, std::uint64_t size, ChunkCipher cipher)
    : file_(std::move(file)),
      left_(size - kHeaderSize),
      cipher_(std::move(cipher)),
      sealed_(kChunkSize + kTagSize),
      plain_(kChunkSize) {}

FileReader::~FileReader() { OPENSSL_cleanse(plain_.data(), plain_.size()); }

// The last chunk is the one that ends with the file. If the file was cut or grew, the chunk was
// sealed under the other answer and does not open.
Result<void, Failure> FileReader::NextChunk() {
  const std::size_t size = std::size_t(std::min<std::uint64_t>(left_, sealed_.size()));
  const bool last = size == left_;
  const auto read = ReadAll(file_, {sealed_.data(), size});
  if (!read) return Unexpected<Failure>(read.error());
  corrupt_ = *read != size || !cipher_.Open({sealed_.data(), size}, last, plain_);
  if (corrupt_) {
    OPENSSL_cleanse(plain_.data(), plain_.size());
    return Corrupt();
  }
  left_ -= size;
  ended_ = last;
  from_ = 0;
  to_ = size - kTagSize;
  return {};
}

Result<std::size_t, Failure> FileReader::Read(std::span<char> into) {
  std::size_t filled = 0;
  while (filled < into.size()) {
    if (corrupt_) return Corrupt();
    if (from_ == to_) {
      if (ended_) break;
      if (auto next = NextChunk(); !next) return Unexpected<Failure>(next.error());
      continue;
    }
    const std::size_t size = std::min(into.size() - filled, to_ - from_);
    std::copy_n(plain_.begin() + static_cast<std::ptrdiff_t>(from_), size,
                into.begin() + static_cast<std::ptrdiff_t>(filled));
    from_ += size;
    filled += size;
  }
  return filled;
}

Result<void, Failure> FileReader::Skip(std::uint64_t bytes) {
  const std::uint64_t held = std::min<std::uint64_t>(bytes, to_ - from_);
  from_ += std::size_t(held);
  bytes -= held;
  if (bytes > 0 && !ended_ && left_ > 0) {  // the last chunk says where the end is: it is read
    const std::uint64_t chunks = std::min(bytes / kChunkSize, (left_ - 1) / sealed_.size());
    if (::lseek(file_.get(), off_t(chunks * sealed_.size()), SEEK_CUR) < 0)
      return SystemFailure(errno, "read an object");
    cipher_.Skip(chunks);
    left_ -= chunks * sealed_.size();
    bytes -= chunks * kChunkSize;
  }
  return VaultReader::Skip(bytes);
}

}  // namespace chartbridge::vault
