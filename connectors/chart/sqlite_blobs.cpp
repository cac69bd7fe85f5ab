#include "connectors/chart/sqlite_blobs.h"

#include <algorithm>
#include <cstring>

namespace chartbridge::chart {

namespace {

class StagedBlob final : public BlobWriter {
 public:
  StagedBlob(Connection& connection, CommitGroup& commits, const ChartKeys& keys)
      : connection_(connection), commits_(commits), rows_(keys) {}

  ~StagedBlob() override {
    if (kept_ || !begun_) return;
    // A failure here leaves rows that the next start removes.
    static_cast<void>(Commit([&] { return DropBlobRows(connection_, rows_.id()); }));
  }

  Result<void, Failure> Write(std::string_view bytes) override {
    while (!bytes.empty()) {
      // A full piece waits for the next byte: only then is it known not to be the last.
      if (piece_.size() == kChunkBytes) {
        if (auto done = Store(false); !done) return done;
      }
      const std::size_t taken = std::min(bytes.size(), kChunkBytes - piece_.size());
      piece_.append(bytes.substr(0, taken));
      bytes.remove_prefix(taken);
    }
    return {};
  }

  Result<Blob, Failure> Finish() override {
    if (auto done = Store(true); !done) return Unexpected(done.error());
    Blob blob;
    auto ended = Commit([&]() -> Result<void, Failure> {
      auto end = rows_.End(connection_);
      if (!end) return Unexpected(end.error());
      blob = *end;
      return {};
    });
    if (!ended) return Unexpected(ended.error());
    return blob;
  }

  void Keep() override { kept_ = true; }

 private:
  template <class Step>
  Result<void, Failure> Commit(const Step& step) {
    auto done = commits_.Run([&]() -> Result<bool, Failure> {
      auto stepped = step();
      if (!stepped) return Unexpected(stepped.error());
      return true;
    });
    if (!done) return Unexpected(done.error());
    return {};
  }

  Result<void, Failure> Store(bool last) {
    auto done = Commit([&]() -> Result<void, Failure> {
      if (!begun_) {
        if (auto begun = rows_.Begin(connection_); !begun) return begun;
      }
      return rows_.Append(connection_, piece_, last);
    });
    if (!done) return done;
    begun_ = true;
    piece_.clear();
    return {};
  }

  Connection& connection_;
  CommitGroup& commits_;
  BlobRows rows_;
  std::string piece_;
  bool begun_ = false;
  bool kept_ = false;
};

class BlobSource final : public http::ByteSource {
 public:
  BlobSource(ReaderPool& readers, const ChartKeys& keys, const Blob& blob, std::uint64_t offset,
             std::uint64_t length)
      : readers_(readers),
        keys_(keys),
        blob_(blob),
        position_(offset),
        end_(std::min(offset + length, blob.size)) {}

  Result<std::size_t, Failure> Read(char* into, std::size_t size) override {
    if (position_ >= end_) return std::size_t(0);
    const auto number = std::int64_t(position_ / kChunkBytes);
    if (number != held_) {
      auto loan = readers_.Borrow();
      if (!loan) return Unexpected(loan.error());
      auto piece = ReadChunk(**loan, keys_, blob_, number);
      if (!piece) return Unexpected(piece.error());
      piece_ = std::move(*piece);
      held_ = number;
    }
    const std::size_t within = position_ % kChunkBytes;
    if (within >= piece_.size())
      return Fail(FailureKind::kCorrupt, "A piece of a Binary is short.");
    const std::size_t taken =
        std::min<std::uint64_t>({size, piece_.size() - within, end_ - position_});
    std::memcpy(into, piece_.data() + within, taken);
    position_ += taken;
    return taken;
  }

 private:
  ReaderPool& readers_;
  const ChartKeys& keys_;
  const Blob blob_;
  std::uint64_t position_;
  const std::uint64_t end_;
  std::int64_t held_ = -1;
  std::string piece_;
};

}  // namespace

Result<Blob, Failure> KeepBlob(Connection& connection, const ChartKeys& keys,
                               std::string_view bytes) {
  BlobRows rows(keys);
  if (auto begun = rows.Begin(connection); !begun) return Unexpected(begun.error());
  do {
    const std::string_view piece = bytes.substr(0, kChunkBytes);
    bytes.remove_prefix(piece.size());
    if (auto done = rows.Append(connection, piece, bytes.empty()); !done)
      return Unexpected(done.error());
  } while (!bytes.empty());
  return rows.End(connection);
}

Result<std::unique_ptr<BlobWriter>, Failure> MakeBlobWriter(Connection& connection,
                                                            CommitGroup& commits,
                                                            const ChartKeys& keys) {
  return std::unique_ptr<BlobWriter>(new StagedBlob(connection, commits, keys));
}

std::unique_ptr<http::ByteSource> MakeBlobSource(ReaderPool& readers, const ChartKeys& keys,
                                                 const Blob& blob, std::uint64_t offset,
                                                 std::uint64_t length) {
  return std::make_unique<BlobSource>(readers, keys, blob, offset, length);
}

}  // namespace chartbridge::chart
