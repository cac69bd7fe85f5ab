#include "connectors/scanner/content_scan.h"

#include <algorithm>
#include <vector>

#include "connectors/scanner/image_size.h"
#include "connectors/scanner/pdf_scan.h"

namespace chartbridge::scanner {
namespace {

using namespace std::string_view_literals;
using bridge::ScanVerdict;

constexpr std::size_t kPiece = 64 * 1024;
constexpr std::size_t kBeginning = 1024;         // enough to tell what it is
constexpr std::size_t kPictureHead = 2U << 20U;  // metadata of a JPEG before its size

// The content as it comes, seen by everybody who must see it.
class Stream {
 public:
  Stream(bridge::VaultReader& content, const Sink& sink) : content_(content), sink_(sink) {}

  // As VaultReader::Read; what was put back comes first.
  Result<std::size_t, Failure> Read(std::span<char> into) {
    if (!kept_.empty()) {
      const std::size_t count = std::min(into.size(), kept_.size());
      std::copy_n(kept_.begin(), count, into.begin());
      kept_.erase(0, count);
      return count;
    }
    auto read = content_.Read(into);
    if (!read) return read;
    const std::string_view piece(into.data(), *read);
    if (auto taken = sink_(piece); !taken) return Unexpected<Failure>(taken.error());
    size_ += piece.size();
    if (keeps_tail_) AddToTail(piece);
    return read;
  }

  // From now on the last kTail bytes are at hand; what was peeked counts.
  void KeepTail() {
    keeps_tail_ = true;
    tail_.reserve(2 * kTail + kPiece);
    AddToTail(kept_);
  }

  // The first `count` bytes, or all; they come again.
  Result<std::string_view, Failure> Peek(std::size_t count) {
    std::vector<char> buffer(kPiece);
    kept_.reserve(count + kPiece);
    while (size_ < count) {
      std::string kept = std::move(kept_);
      kept_.clear();
      const auto read = Read(buffer);
      kept_ = std::move(kept);
      if (!read) return Unexpected<Failure>(read.error());
      if (*read == 0) break;
      kept_.append(buffer.data(), *read);
    }
    return std::string_view(kept_);
  }

  std::uint64_t size() const { return size_; }
  std::string_view tail() const { return tail_; }

 private:
  void AddToTail(std::string_view piece) {
    tail_.append(piece);
    if (tail_.size() > 2 * kTail) tail_.erase(0, tail_.size() - kTail);
  }

  bridge::VaultReader& content_;
  const Sink& sink_;
  std::string kept_;
  bool keeps_tail_ = false;
  std::string tail_;
  std::uint64_t size_ = 0;
};

Result<void, Failure> ReadOn(Stream& stream, const std::function<void(std::string_view)>& look) {
  std::vector<char> buffer(kPiece);
  while (true) {
    const auto read = stream.Read(buffer);
    if (!read) return Unexpected<Failure>(read.error());
    if (*read == 0) return {};
    look({buffer.data(), *read});
  }
}

ScanVerdict Suspicious(bool is) { return is ? ScanVerdict::kSuspicious : ScanVerdict::kClean; }

Result<ScanVerdict, Failure> ScanArchive(Stream& stream) {
  int entries = 0;
  stream.KeepTail();
  const auto found =
      ScanEntries([&](std::span<char> into) { return stream.Read(into); }, IsEicar, entries);
  if (!found) return Unexpected<Failure>(found.error());
  if (*found == ArchiveFinding::kInfected) return ScanVerdict::kInfected;
  if (auto rest = ReadOn(stream, [](std::string_view) {}); !rest)
    return Unexpected<Failure>(rest.error());
  return Suspicious(*found == ArchiveFinding::kSuspicious ||
                    IsDirectorySuspicious(stream.tail(), stream.size(), entries));
}

Result<ScanVerdict, Failure> ScanPdf(Stream& stream) {
  PdfScan scan;
  if (auto read = ReadOn(stream, [&](std::string_view piece) { scan.Feed(piece); }); !read)
    return Unexpected<Failure>(read.error());
  return Suspicious(scan.IsSuspicious());
}

Result<ScanVerdict, Failure> ScanPicture(Stream& stream) {
  const auto head = stream.Peek(kPictureHead);
  if (!head) return Unexpected<Failure>(head.error());
  const ImageSize size = LookAtImage(*head);
  if (auto rest = ReadOn(stream, [](std::string_view) {}); !rest)
    return Unexpected<Failure>(rest.error());
  return Suspicious(size != ImageSize::kSmall);
}

}  // namespace

// In two pieces, so that scanners leave this program alone.
const std::string& EicarText() {
  static const std::string kEicar =
      std::string("X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-") + "ANTIVIRUS-TEST-FILE!$H+H*";
  return kEicar;
}

bool IsEicar(std::string_view content) {
  if (content.size() > 128 || !content.starts_with(EicarText())) return false;
  return content.find_first_not_of(" \t\r\n\x1A", EicarText().size()) == std::string_view::npos;
}

Result<ScanVerdict, Failure> ScanContent(bridge::VaultReader& content, const Sink& sink) {
  Stream stream(content, sink);
  const auto beginning = stream.Peek(kBeginning);
  if (!beginning) return Unexpected<Failure>(beginning.error());
  if (IsEicar(*beginning)) return ScanVerdict::kInfected;
  if (beginning->starts_with("PK\x03\x04"sv) || beginning->starts_with("PK\x05\x06"sv))
    return ScanArchive(stream);
  // Readers look for its header in the first 1,024 bytes.
  if (beginning->substr(0, kBeginning).find("%PDF-"sv) != std::string_view::npos)
    return ScanPdf(stream);
  if (LookAtImage(*beginning) != ImageSize::kNoImage) return ScanPicture(stream);
  if (auto rest = ReadOn(stream, [](std::string_view) {}); !rest)
    return Unexpected<Failure>(rest.error());
  return ScanVerdict::kClean;
}

}  // namespace chartbridge::scanner
