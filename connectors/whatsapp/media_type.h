// What a medium really is, by its first bytes, and what we take (audit-and-roles.md section 7).
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace chartbridge::whatsapp {

// Largest size taken of a kind of medium: image 5 MB, audio and video 16 MB, document 100 MB,
// sticker 500 KB; 0 for a kind that does not exist.
std::uint64_t LargestMedia(std::string_view kind);

// Beyond this not even a person gets it: twice LargestMedia.
std::uint64_t LargestKept(std::string_view kind);

// What was found out about the bytes of a medium.
struct MediaBytes {
  std::string_view sniffed;  // libmagic's word
  std::string_view head;     // the first 64 KiB, or all
  bool is_text = false;      // TextProbe, of all bytes
};

struct MediaType {
  std::string type;       // a plain MIME type
  bool accepted = false;  // it is on the allow-list and suits the kind; else a person decides
};

// What is stored for a `kind` of medium that its sender calls `claimed`. Documents may be anything
// on the list. Ogg, MP4 and 3GPP are containers of sound as well as of pictures: there the kind
// decides. A document that is called plain text and is text, is plain text; a PDF may have up to
// 1,024 bytes before its header (ISO 32000-1, annex H).
MediaType TypeOf(std::string_view kind, std::string_view claimed, const MediaBytes& bytes);

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
