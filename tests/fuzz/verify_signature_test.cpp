// The fuzz target without a fuzzer: seeded headers, near misses among them.
#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

TEST(VerifySignatureFuzz, RefusesWhateverComes) {
  std::mt19937 random(7);
  for (int round = 0; round < 20000; ++round) {
    std::string bytes = round % 2 == 0 ? "sha256=" : "";
    const std::size_t length = random() % 120;
    while (bytes.size() < length)
      bytes.push_back(round % 3 == 0 ? static_cast<char>(random())
                                     : "0123456789abcdef"[random() % 16]);
    ASSERT_EQ(
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()),
        0);
  }
}

}  // namespace
