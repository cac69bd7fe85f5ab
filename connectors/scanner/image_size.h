// How large an image becomes when it is decoded, from its header alone: nothing is decoded here.
#pragma once

#include <cstdint>
#include <string_view>

namespace chartbridge::scanner {

// Of reference/audit-and-roles.md section 7.
inline constexpr std::uint64_t kMostPixels = 50'000'000;

enum class ImageSize : std::uint8_t {
  kNoImage,   // of none of the kinds that are looked into: PNG, JPEG, GIF, WebP
  kSmall,     // at most kMostPixels
  kTooLarge,  // more
  kUnknown,   // an image, but its header does not say; or says nothing that can be
};

// `beginning`: the first bytes of the content, as many as there are at hand. JPEG keeps its size
// behind the metadata, so a few hundred kilobytes may be needed.
ImageSize LookAtImage(std::string_view beginning);

}  // namespace chartbridge::scanner
