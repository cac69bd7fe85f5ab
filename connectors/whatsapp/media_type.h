// What a medium really is, by its first bytes, and what we take (audit-and-roles.md section 7).
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace chartbridge::whatsapp {

// Largest size taken of a kind of medium: image 5 MB, audio and video 16 MB, document 100 MB,
// sticker 500 KB; 0 for a kind that does not exist.
std::uint64_t LargestMedia(std::string_view kind);

// The MIME type to store for a `kind` of medium whose bytes libmagic calls `sniffed`; nullopt when
// the type is not on the allow-list or does not suit the kind. Documents may be anything on the
// list. Ogg, MP4 and 3GPP are containers of sound as well as of pictures: there the kind decides.
std::optional<std::string> AllowedType(std::string_view kind, std::string_view sniffed);

// libmagic with its database loaded once.
class TypeSniffer {
 public:
  // Throws std::runtime_error with one plain sentence when the database cannot be loaded.
  TypeSniffer();
  ~TypeSniffer();

  // The MIME type of what begins with `bytes`; 64 KiB are enough for all that we take. Any thread.
  std::string Sniff(std::string_view bytes) const;

 private:
  class Cookie;
  mutable std::mutex mutex_;  // one libmagic cookie serves one call at a time
  std::unique_ptr<Cookie> cookie_;
};

}  // namespace chartbridge::whatsapp
