// libFuzzer entry: the first 71 bytes are the header, the rest is the body. Nobody guesses an HMAC,
// so whatever comes is refused.
#include "connectors/whatsapp/verify_signature.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string_view header = bytes.substr(0, 71);
  const std::string_view body = bytes.substr(header.size());
  const std::vector<std::string> secrets{"a secret of the tests", ""};
  if (chartbridge::whatsapp::VerifySignature(body, header, secrets)) std::abort();
  return 0;
}
