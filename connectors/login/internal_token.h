// The bridge's own bearer token for the chart that it carries, new at each start. A file of mode
// 0600 beside the data hands it to the commands that run beside `serve`, and to nobody else.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/failure.h"

namespace chartbridge::login {

class InternalToken {
 public:
  // 256 bits, in base64url.
  static InternalToken Make(Entropy& entropy);

  const std::string& text() const { return text_; }
  // In time that says nothing about the token.
  bool Is(std::string_view shown) const;
  // Puts it into the file at `path`, whole or not at all, readable by this user alone, in the place
  // of the one that is there. kFull when it cannot be written.
  Result<void, Failure> Write(const std::filesystem::path& path) const;

 private:
  explicit InternalToken(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace chartbridge::login
