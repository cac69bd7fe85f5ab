// Random bytes that a test can foresee: 0, 1, 2, ...
#pragma once

#include "base/clock.h"

namespace chartbridge::crypto {

class FixedEntropy final : public Entropy {
 public:
  void Fill(std::span<unsigned char> bytes) override {
    for (unsigned char& byte : bytes) byte = next_++;
  }

 private:
  unsigned char next_ = 0;
};

}  // namespace chartbridge::crypto
