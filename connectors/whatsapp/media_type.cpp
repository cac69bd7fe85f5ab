#include "connectors/whatsapp/media_type.h"

#include <magic.h>

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>

namespace chartbridge::whatsapp {
namespace {

struct Allowed {
  std::string_view sniffed;  // libmagic's word
  std::string_view stored;   // IANA's word, or that of the kind below
  std::string_view family;   // the kind it suits besides document
};

constexpr std::array<Allowed, 20> kAllowed = {{
    {"image/jpeg", "image/jpeg", "image"},
    {"image/png", "image/png", "image"},
    {"image/webp", "image/webp", "image"},
    {"video/mp4", "video/mp4", "video"},
    {"video/x-m4v", "video/mp4", "video"},
    {"video/3gpp", "video/3gpp", "video"},
    {"audio/x-hx-aac-adts", "audio/aac", "audio"},
    {"audio/x-hx-aac-adif", "audio/aac", "audio"},
    {"audio/aac", "audio/aac", "audio"},
    {"audio/AMR", "audio/amr", "audio"},
    {"audio/amr", "audio/amr", "audio"},
    {"audio/mpeg", "audio/mpeg", "audio"},
    {"audio/ogg", "audio/ogg", "audio"},
    {"application/ogg", "audio/ogg", "audio"},
    {"audio/mp4", "audio/mp4", "audio"},
    {"audio/x-m4a", "audio/mp4", "audio"},
    {"application/pdf", "application/pdf", ""},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "", ""},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "", ""},
    {"application/vnd.openxmlformats-officedocument.presentationml.presentation", "", ""},
}};

constexpr const char* kAnything = "application/octet-stream";
constexpr std::size_t kBeforePdf = 1024;
constexpr std::string_view kPdf = "%PDF-";

// What libmagic sees behind plain text that looks like something else; nothing in here runs.
bool IsHarmlessLabel(std::string_view sniffed) {
  return sniffed != "text/html" && sniffed != "text/xml" &&
         sniffed.find("script") == sniffed.npos && sniffed.find("svg") == sniffed.npos &&
         !sniffed.starts_with("text/x-");
}

bool IsOldOffice(std::string_view type) {
  return type == "application/msword" || type == "application/vnd.ms-excel" ||
         type == "application/vnd.ms-powerpoint";
}

bool IsPlainType(std::string_view type) {
  return type.size() > 2 && type.find('/') != type.npos && type.find_first_of(" ;,") == type.npos;
}

// "Text/Plain; charset=utf-8" -> "text/plain"
std::string PlainType(std::string_view claimed) {
  std::string type(claimed.substr(0, claimed.find_first_of("; ")));
  std::transform(type.begin(), type.end(), type.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
  return type;
}

std::optional<std::string> AllowedType(std::string_view kind, std::string_view sniffed) {
  const auto* const found =
      std::find_if(kAllowed.begin(), kAllowed.end(),
                   [&](const Allowed& type) { return type.sniffed == sniffed; });
  if (found == kAllowed.end()) return std::nullopt;
  const std::string stored(found->stored.empty() ? found->sniffed : found->stored);
  if (kind == "document" || kind == found->family) return stored;
  if (kind == "sticker" && sniffed == "image/webp") return stored;
  if (kind == "audio" && sniffed == "video/mp4") return "audio/mp4";
  if (kind == "audio" && sniffed == "video/3gpp") return "audio/3gpp";
  if (kind == "video" && sniffed == "audio/mp4") return "video/mp4";
  return std::nullopt;
}

std::optional<MediaType> DocumentType(const std::string& claimed, const MediaBytes& bytes) {
  const bool generic = claimed.empty() || claimed == kAnything;
  if (bytes.is_text) {
    if (claimed == "text/plain") return MediaType{claimed, true};
    // A table; a spreadsheet may run what stands in it, so that a person decides.
    if (claimed == "text/csv" && IsHarmlessLabel(bytes.sniffed)) return MediaType{claimed, false};
    if (generic && IsHarmlessLabel(bytes.sniffed)) return MediaType{"text/plain", true};
  }
  if ((claimed == "application/pdf" || generic) &&
      bytes.head.substr(0, kBeforePdf + kPdf.size()).find(kPdf) != bytes.head.npos) {
    return MediaType{"application/pdf", true};
  }
  // One container for all old formats of Office; they may hold macros, so that a person decides.
  if (IsOldOffice(claimed) && (bytes.sniffed == "application/x-ole-storage" ||
                               bytes.sniffed == "application/CDFV2" || IsOldOffice(bytes.sniffed)))
    return MediaType{claimed, false};
  return std::nullopt;
}

}  // namespace

std::uint64_t LargestMedia(std::string_view kind) {
  if (kind == "image") return 5'000'000;
  if (kind == "audio" || kind == "video") return 16'000'000;
  if (kind == "document") return 100'000'000;
  if (kind == "sticker") return 500'000;
  return 0;
}

std::uint64_t LargestKept(std::string_view kind) { return 2 * LargestMedia(kind); }

MediaType TypeOf(std::string_view kind, std::string_view claimed, const MediaBytes& bytes) {
  if (const auto type = AllowedType(kind, bytes.sniffed)) return {*type, true};
  if (kind == "document") {
    if (const auto type = DocumentType(PlainType(claimed), bytes)) return *type;
  }
  return {IsPlainType(bytes.sniffed) ? std::string(bytes.sniffed) : kAnything, false};
}

class TypeSniffer::Cookie {
 public:
  // No decompression and no archives: what is inside a file is nobody's business here.
  Cookie() : cookie_(magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR)) {
    if (cookie_ == nullptr || magic_load(cookie_, nullptr) != 0) {
      if (cookie_ != nullptr) magic_close(cookie_);
      throw std::runtime_error("the libmagic database cannot be loaded; install libmagic-mgc");
    }
  }
  ~Cookie() { magic_close(cookie_); }
  Cookie(const Cookie&) = delete;
  Cookie& operator=(const Cookie&) = delete;

  std::string Sniff(std::string_view bytes) {
    const char* type = magic_buffer(cookie_, bytes.data(), bytes.size());
    return type != nullptr ? type : "application/octet-stream";
  }

 private:
  magic_t cookie_;
};

TypeSniffer::TypeSniffer() : cookie_(std::make_unique<Cookie>()) {}
TypeSniffer::~TypeSniffer() = default;

std::string TypeSniffer::Sniff(std::string_view bytes) const {
  const std::lock_guard lock(mutex_);
  return cookie_->Sniff(bytes);
}

}  // namespace chartbridge::whatsapp
