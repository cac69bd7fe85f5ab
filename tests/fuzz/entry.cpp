// What libFuzzer calls. The build says which target: one program each.
#include "tests/fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return chartbridge::fuzz::CHARTBRIDGE_FUZZ_TARGET(data, size);
}
