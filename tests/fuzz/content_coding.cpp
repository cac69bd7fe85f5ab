// A body as it came, behind a line that says how it was packed: whatever it is, no more comes out
// than allowed.
#include "connectors/http/content_coding.h"

#include "tests/fuzz/targets.h"

namespace chartbridge::fuzz {

int ContentCoding(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMost = 1U << 16U;
  const auto [codings, body] = SplitFirstLine(TextOf(data, size));
  if (body.size() > kMost) return 0;
  for (const std::string_view coding :
       {codings, std::string_view("gzip"), std::string_view("deflate"),
        std::string_view("gzip, deflate")}) {
    const auto out = http::Decode(coding, body, kMost);
    Require(!out || out->size() <= kMost);
  }
  return 0;
}

}  // namespace chartbridge::fuzz
