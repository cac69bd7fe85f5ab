#include "connectors/scanner/archive_scan.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <vector>

namespace chartbridge::scanner {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kPiece = 64 * 1024;

// Beginnings of what holds further files: zip, gzip, rar, 7z, xz, bzip2, cabinet, and compound
// files (OLE), which hold macros and older Office documents.
constexpr std::array kContainers{"PK\x03\x04"sv,
                                 "\x1F\x8B"sv,
                                 "Rar!"sv,
                                 "7z\xBC\xAF\x27\x1C"sv,
                                 "\xFD"
                                 "7zXZ\0"sv,
                                 "BZh"sv,
                                 "MSCF"sv,
                                 "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv};

struct Source {
  const Pull& pull;
  std::vector<char> buffer = std::vector<char>(kPiece);
  std::uint64_t read = 0;
  std::optional<Failure> failure;
};

la_ssize_t ReadSource(archive* /*reader*/, void* context, const void** piece) {
  auto& source = *static_cast<Source*>(context);
  const auto read = source.pull(source.buffer);
  if (!read) {
    source.failure = read.error();
    return ARCHIVE_FATAL;
  }
  source.read += *read;
  *piece = source.buffer.data();
  return static_cast<la_ssize_t>(*read);
}

struct Closer {
  void operator()(archive* reader) const { archive_read_free(reader); }
};

bool IsContainer(std::string_view beginning) {
  return std::any_of(kContainers.begin(), kContainers.end(),
                     [&](std::string_view one) { return beginning.starts_with(one); });
}

class EntryScan {
 public:
  EntryScan(archive* reader, Source& source,
            const std::function<bool(std::string_view)>& is_malware)
      : reader_(reader), source_(source), is_malware_(is_malware) {}

  // Of the entry whose header was read.
  ArchiveFinding Look() {
    std::array<char, kPiece> bytes;  // NOLINT(*-member-init): written before it is read
    std::string beginning;
    while (true) {
      const la_ssize_t got = archive_read_data(reader_, bytes.data(), bytes.size());
      if (got < 0) return ArchiveFinding::kSuspicious;
      expanded_ += std::uint64_t(got);
      const std::size_t wanted = std::min(std::size_t(got), kPiece - beginning.size());
      beginning.append(bytes.data(), wanted);
      if (IsTooMuch()) return ArchiveFinding::kSuspicious;
      if (got == 0) break;
    }
    if (is_malware_(beginning)) return ArchiveFinding::kInfected;
    return IsContainer(beginning) ? ArchiveFinding::kSuspicious : ArchiveFinding::kNothing;
  }

 private:
  // Little text compresses very well, so the ratio counts from a megabyte on.
  bool IsTooMuch() const {
    constexpr std::uint64_t kLittle = 1U << 20U;
    return expanded_ > kMostExpanded ||
           (expanded_ > kLittle && expanded_ / kMostRatio > source_.read);
  }

  archive* reader_;
  Source& source_;
  const std::function<bool(std::string_view)>& is_malware_;
  std::uint64_t expanded_ = 0;
};

std::uint64_t Little(std::string_view bytes, std::size_t at, int count) {
  std::uint64_t value = 0;
  for (int i = count; i-- > 0;)
    value = value << 8U | static_cast<unsigned char>(bytes[at + std::size_t(i)]);
  return value;
}

}  // namespace

Result<ArchiveFinding, Failure> ScanEntries(const Pull& pull,
                                            const std::function<bool(std::string_view)>& is_malware,
                                            int& entries) {
  entries = 0;
  Source source{pull};
  const std::unique_ptr<archive, Closer> reader(archive_read_new());
  if (!reader || archive_read_support_format_zip_streamable(reader.get()) != ARCHIVE_OK ||
      archive_read_open(reader.get(), &source, nullptr, ReadSource, nullptr) != ARCHIVE_OK) {
    if (source.failure) return Unexpected<Failure>(*source.failure);
    return ArchiveFinding::kSuspicious;
  }
  EntryScan scan(reader.get(), source, is_malware);
  auto finding = ArchiveFinding::kNothing;
  while (finding == ArchiveFinding::kNothing) {
    archive_entry* entry = nullptr;
    const int next = archive_read_next_header(reader.get(), &entry);
    if (next == ARCHIVE_EOF) break;
    if (next < ARCHIVE_WARN || ++entries > kMostEntries || archive_entry_is_encrypted(entry) != 0) {
      finding = ArchiveFinding::kSuspicious;
    } else {
      finding = scan.Look();
    }
  }
  if (source.failure) return Unexpected<Failure>(*source.failure);
  return finding;
}

bool IsDirectorySuspicious(std::string_view tail, std::uint64_t size, int entries) {
  constexpr std::size_t kEndSize = 22;
  constexpr std::size_t kRowSize = 46;
  constexpr unsigned kEncrypted = 1;
  const std::size_t end = tail.rfind("PK\x05\x06"sv);
  if (end == std::string_view::npos || end + kEndSize > tail.size()) return true;
  const std::uint64_t count = Little(tail, end + 10, 2);
  const std::uint64_t length = Little(tail, end + 12, 4);
  if (count != std::uint64_t(entries) || length > end) return true;
  std::size_t at = end - std::size_t(length);
  std::uint64_t packed = 0;
  std::uint64_t expanded = 0;
  for (std::uint64_t row = 0; row < count; ++row) {
    if (at + kRowSize > end || !tail.substr(at).starts_with("PK\x01\x02"sv)) return true;
    if ((Little(tail, at + 8, 2) & kEncrypted) != 0) return true;
    packed += Little(tail, at + 20, 4);
    expanded += Little(tail, at + 24, 4);
    at += kRowSize + Little(tail, at + 28, 2) + Little(tail, at + 30, 2) + Little(tail, at + 32, 2);
  }
  return at != end || packed > size || expanded > kMostExpanded;
}

}  // namespace chartbridge::scanner
