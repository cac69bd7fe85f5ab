// The bridge's own bearer token for the chart that it carries. It proves "this installation": a
// file of mode 0600 beside the data lets the commands that run beside `serve` use the same one.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/failure.h"

namespace chartbridge::smart {

class InternalToken {
 public:
  // 256 bits, in base64url.
  static InternalToken Make(Entropy& entropy);
  explicit InternalToken(std::string text) : text_(std::move(text)) {}

  const std::string& text() const { return text_; }
  // In time that says nothing about the token.
  bool Is(std::string_view shown) const;

 private:
  std::string text_;
};

// The token in the file at `path`, or a new one written there, whole or not at all, readable by
// this user alone. Of two processes that make it at once both get the same. kCorrupt when the file
// holds something else, kForbidden when others may read it: then it is to be removed.
Result<InternalToken, Failure> ReadOrMakeInternalToken(const std::filesystem::path& path,
                                                       Entropy& entropy);

}  // namespace chartbridge::smart
