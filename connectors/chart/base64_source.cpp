#include "connectors/chart/base64_source.h"

#include <algorithm>
#include <cstring>

#include "connectors/crypto/crypto.h"

namespace chartbridge::chart {

namespace {
constexpr std::size_t kStep =
    3U * 32768U;  // whole groups of three, so that no padding falls inside
}

Base64Source::Base64Source(std::string before, std::unique_ptr<http::ByteSource> bytes,
                           std::uint64_t size, std::string after)
    : bytes_(std::move(bytes)),
      after_(std::move(after)),
      length_(before.size() + (size + 2) / 3 * 4 + after_.size()),
      ready_(std::move(before)) {}

Result<void, Failure> Base64Source::Refill() {
  std::string raw(kStep, '\0');
  std::size_t filled = 0;
  while (filled < kStep) {
    auto read = bytes_->Read(raw.data() + filled, kStep - filled);
    if (!read) return Unexpected(read.error());
    if (*read == 0) break;
    filled += *read;
  }
  raw.resize(filled);
  ready_ = ToBase64(raw);
  sent_ = 0;
  if (filled < kStep) {
    ready_ += after_;
    finished_ = true;
  }
  return {};
}

Result<std::size_t, Failure> Base64Source::Read(char* into, std::size_t size) {
  while (sent_ == ready_.size() && !finished_) {
    if (auto refilled = Refill(); !refilled) return Unexpected(refilled.error());
  }
  const std::size_t taken = std::min(size, ready_.size() - sent_);
  std::memcpy(into, ready_.data() + sent_, taken);
  sent_ += taken;
  return taken;
}

}  // namespace chartbridge::chart
