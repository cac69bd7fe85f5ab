// The first 71 bytes are the header, the rest is the body. Nobody guesses an HMAC, so
// whatever comes is refused.
#include "connectors/whatsapp/verify_signature.h"

#include <string>
#include <vector>

#include "tests/fuzz/targets.h"

namespace chartbridge::fuzz {

int VerifySignature(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = TextOf(data, size);
  const std::string_view header = bytes.substr(0, 71);
  const std::string_view body = bytes.substr(header.size());
  const std::vector<std::string> secrets{"a secret of the tests", ""};
  Require(!whatsapp::VerifySignature(body, header, secrets));
  return 0;
}

}  // namespace chartbridge::fuzz
