// A Binary resource as JSON, made while it is sent: the text before the data, the bytes in base64,
// the text after it.
#pragma once

#include <memory>
#include <string>

#include "connectors/http/exchange.h"

namespace chartbridge::chart {

class Base64Source final : public http::ByteSource {
 public:
  // `bytes` holds `size` bytes.
  Base64Source(std::string before, std::unique_ptr<http::ByteSource> bytes, std::uint64_t size,
               std::string after);

  std::uint64_t length() const { return length_; }
  Result<std::size_t, Failure> Read(char* into, std::size_t size) override;

 private:
  Result<void, Failure> Refill();

  std::unique_ptr<http::ByteSource> bytes_;
  std::string after_;
  std::uint64_t length_;
  std::string ready_;     // text that can be sent
  std::size_t sent_ = 0;  // of `ready_`
  bool finished_ = false;
};

}  // namespace chartbridge::chart
