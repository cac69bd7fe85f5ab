#include "connectors/whatsapp/media_type.h"

#include <magic.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace chartbridge::whatsapp {
namespace {

struct Allowed {
  std::string_view sniffed;  // libmagic's word
  std::string_view stored;   // IANA's word, or that of the kind below
  std::string_view family;   // the kind it suits besides document
};

constexpr std::array<Allowed, 21> kAllowed = {{
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
    {"text/plain", "text/plain", ""},
}};

}  // namespace

std::uint64_t LargestMedia(std::string_view kind) {
  if (kind == "image") return 5'000'000;
  if (kind == "audio" || kind == "video") return 16'000'000;
  if (kind == "document") return 100'000'000;
  if (kind == "sticker") return 500'000;
  return 0;
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
